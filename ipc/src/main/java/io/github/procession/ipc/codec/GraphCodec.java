package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.minlog.Log;
import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.NotSendableException;
import java.util.List;

/**
 * Encoder and decoder of graphs of arbitrary objects, and the only entrance to Kryo. No class of Kryo is loaded before
 * this one, and nothing outside this package knows that Kryo exists.
 *
 * <p>Code of users runs here, and may throw anything. An instance of Kryo in which something failed is dropped. Only a lack
 * of memory leaves as what it is; everything else is a refusal, with the path to where it happened.
 */
final class GraphCodec {
    static {
        // Kryo reads it when its first class is initialized; with Unsafe the JVM prints warnings, or Kryo fails.
        System.setProperty("kryo.unsafe", "false");
        Log.NONE();
    }

    private GraphCodec() {}

    /** An instance that is used once: made here, after the settings above. */
    static GraphKryo freshKryo() {
        return new GraphKryo(ClassLoaders.current());
    }

    /** Appends a graph to a header, or leaves the header as it was and throws. */
    static void encode(HeaderWriter writer, Object root) {
        DeepStack.run(
                levels -> {
                    encode(writer, root, levels);
                    return null;
                },
                DeepStack.MOST_LEVELS);
    }

    private static void encode(HeaderWriter writer, Object root, int levels) {
        int position = writer.position();
        int addressCount = writer.addressCount();
        GraphKryo kryo = GraphPool.take(ClassLoaders.current());
        try {
            kryo.writeGraph(writer, root, levels);
        } catch (Throwable e) {
            writer.rewind(position, addressCount);
            kryo.abandon();
            throw refused(kryo, root, cause(e));
        }
        GraphPool.give(kryo);
    }

    /** What the encoder throws in place of a failure: a refusal, or that it needs more stack. */
    static RuntimeException refused(GraphKryo kryo, Object root, Throwable failure) {
        ReferenceTable references = kryo.references();
        return switch (failure) {
            case TooDeepException deep ->
                new OutOfStack(notSendable(kryo, root, references.chain(2), deep.getMessage(), deep), true);
            case StackOverflowError overflow ->
                new OutOfStack(
                        notSendable(
                                kryo,
                                root,
                                references.chain(references.deepest()),
                                "its objects are nested too deeply, or its own code for serialization calls itself"
                                        + " too often: " + overflow.getClass().getName(),
                                overflow),
                        references.deepest() > DeepStack.ORDINARY_LEVELS);
            case OutOfMemoryError e -> throw e;
            case Refusal refusal -> {
                Object[] chain = references.chain(refusal.depth());
                yield new NotSendableException(
                        ObjectPath.steps(kryo, chain),
                        ObjectPath.element(chain),
                        refusal.getMessage() + Captures.hint(chain),
                        refusal.getCause());
            }
            default -> {
                Throwable cause =
                        failure instanceof KryoException && failure.getCause() != null ? failure.getCause() : failure;
                yield notSendable(
                        kryo,
                        root,
                        references.chain(references.deepest()),
                        "it, or a part of it, fails: " + cause,
                        cause);
            }
        };
    }

    private static NotSendableException notSendable(
            GraphKryo kryo, Object root, Object[] chain, String reason, Throwable cause) {
        Object last = chain.length == 0 ? root : chain[chain.length - 1];
        return new NotSendableException(
                ObjectPath.steps(kryo, chain),
                ObjectPath.element(chain),
                Refusal.sentence(last.getClass(), reason),
                cause);
    }

    /** Reads the rest of a header. */
    static Object decode(HeaderReader reader) {
        int position = reader.position();
        int length = reader.remaining();
        // Each level takes a byte at least.
        return DeepStack.run(
                levels -> {
                    HeaderReader again = new HeaderReader(reader.buffer(), position, length);
                    Object root = decode(again, levels);
                    reader.skip(again.position() - position);
                    return root;
                },
                length);
    }

    private static Object decode(HeaderReader reader, int levels) {
        GraphKryo kryo = GraphPool.take(ClassLoaders.current());
        Object root;
        try {
            root = kryo.readGraph(reader, levels);
        } catch (Throwable e) {
            kryo.abandon();
            throw unreadable(kryo, cause(e));
        }
        GraphPool.give(kryo);
        return root;
    }

    private static RuntimeException unreadable(GraphKryo kryo, Throwable failure) {
        ReferenceTable references = kryo.references();
        List<String> path = ObjectPath.classes(references.chain(references.failedDepth()));
        return switch (failure) {
            case TooDeepException deep ->
                new OutOfStack(
                        new DecodeException(path.subList(0, Math.min(1, path.size())), deep.getMessage(), deep), true);
            case StackOverflowError overflow ->
                new OutOfStack(
                        new DecodeException(path, "its code for reading calls itself too often: " + overflow, overflow),
                        references.deepest() > DeepStack.ORDINARY_LEVELS);
            case DecodeException e when e.path().isEmpty() -> new DecodeException(path, e.getMessage(), e.getCause());
            case NullPointerException e
            when kryo.hasResolvedToNull() -> new DecodeException(path, kryo.withoutNull(), e);
            case KryoException e -> new DecodeException(path, e.getMessage(), e.getCause() == null ? e : e.getCause());
            default -> new DecodeException(path, failure.toString(), failure);
        };
    }

    /** Kryo and reflection hide what matters inside exceptions of their own. */
    static Throwable cause(Throwable failure) {
        int depth = 0;
        for (Throwable e = failure; e != null && depth < 100; e = e.getCause()) {
            if (e instanceof OutOfMemoryError
                    || e instanceof StackOverflowError
                    || e instanceof TooDeepException
                    || e instanceof SerializerMismatch
                    || e instanceof Refusal) {
                return e;
            }
            depth++;
        }
        return failure;
    }
}
