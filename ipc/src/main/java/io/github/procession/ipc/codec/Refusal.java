package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.util.Set;

/** Signal inside the graph writer that an object cannot be sent; the path to it is found where the writing began. */
final class Refusal extends KryoException {
    private static final Set<String> VERBS =
            Set.of("is", "belongs", "has", "holds", "owns", "coordinates", "does", "reads", "gives");

    private static final long serialVersionUID = 1L;

    private final int depth;

    /** Refuses the object that is being written now. */
    Refusal(GraphKryo kryo, String sentence, Throwable cause) {
        super(sentence, cause);
        this.depth = kryo.getDepth();
    }

    /** Refuses an object at some depth of the graph. */
    Refusal(int depth, String sentence) {
        super(sentence, null);
        this.depth = depth;
    }

    /** Nesting depth of the refused object. */
    int depth() {
        return depth;
    }

    static Refusal of(GraphKryo kryo, Class<?> type, String reason) {
        return new Refusal(kryo, sentence(type, reason), null);
    }

    static String sentence(Class<?> type, String reason) {
        // Reasons of a kind of object begin with a verb.
        boolean needsSubject = VERBS.contains(reason.substring(0, Math.max(0, reason.indexOf(' '))));
        return type.getTypeName() + " cannot be sent to another process: " + (needsSubject ? "it " : "") + reason;
    }

    /** Not appended to by the serializers that it passes: the message stays one sentence. */
    @Override
    public void addTrace(String info) {}

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
