package io.github.procession.ipc.codec;

import io.github.procession.serialization.Explanation;
import io.github.procession.serialization.Explanation.Part;
import io.github.procession.serialization.Explanation.Way;
import io.github.procession.serialization.NotSendableException;
import io.github.procession.serialization.RemoteException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A dry run of the encoder that remembers what it meets. */
public final class Explainer {
    private record Kind(String className, Way way) {}

    private final Map<Kind, Part> parts = new LinkedHashMap<>();
    private final Set<String> warnings = new LinkedHashSet<>();

    private Explainer() {}

    /**
     * Describes what would become of a value on its way to another process. Nothing is sent; the value's own code for
     * serialization runs.
     *
     * @param value the value, possibly null
     * @return how its parts travel, or why it cannot
     */
    public static Explanation explain(@Nullable Object value) {
        Explainer explainer = new Explainer();
        if (value != null) {
            explainer.listParts(value);
        }
        Optional<String> refusal = Optional.empty();
        try (Message _ = Codec.encode(value)) {
            if (value instanceof Throwable throwable) {
                explainer.checkOriginal(throwable);
            }
        } catch (NotSendableException e) {
            refusal = Optional.of(e.getMessage());
        }
        return new Explanation(new ArrayList<>(explainer.parts.values()), refusal, new ArrayList<>(explainer.warnings));
    }

    /** Whatever fails here fails in the real attempt again, which says it better. */
    private void listParts(Object value) {
        try {
            DeepStack.run(
                    levels -> {
                        parts.clear(); // of an attempt with fewer levels
                        warnings.clear();
                        listParts(value, levels);
                        return null;
                    },
                    DeepStack.MOST_LEVELS);
        } catch (NotSendableException e) {
            return;
        }
    }

    private void listParts(Object value, int levels) {
        GraphKryo kryo = GraphCodec.freshKryo();
        Consumer<Object> watch = object -> add(kryo, object);
        kryo.references().watch(watch);
        HeaderWriter scratch = new HeaderWriter(HeaderPool.take());
        try {
            kryo.writeGraph(scratch, value, levels);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw GraphCodec.refused(kryo, value, GraphCodec.cause(e));
        } finally {
            HeaderPool.give(scratch.buffer());
        }
    }

    private void add(GraphKryo kryo, Object object) {
        Class<?> type = object.getClass();
        Way way = kryo.getSerializer(type) instanceof GraphSerializer ours ? ours.way(kryo, object) : Way.VALUE;
        if (way == null) {
            return; // it is refused
        }
        Kind kind = new Kind(type.getName(), way);
        Part known = parts.get(kind);
        String path = known != null
                ? known.path()
                : NotSendableException.text(
                        ObjectPath.steps(kryo, kryo.references().chain(kryo.getDepth())));
        parts.put(kind, new Part(kind.className, way, known == null ? 1 : known.count() + 1, path));
        if (way == Way.VALUE || way == Way.SERIALIZATION_HOOKS) {
            int depth = kryo.getDepth();
            Surprises.addTo(
                    warnings, object, depth <= 1 ? null : kryo.references().holder(depth - 1), way);
        }
    }

    /** An exception always arrives, if need be as a report. */
    private void checkOriginal(Throwable throwable) {
        HeaderWriter scratch = new HeaderWriter(HeaderPool.take());
        try {
            GraphCodec.encode(scratch, throwable);
        } catch (NotSendableException e) {
            parts.clear();
            String name = throwable.getClass().getName();
            parts.put(new Kind(name, Way.SUBSTITUTED), new Part(name, Way.SUBSTITUTED, 1, ""));
            warnings.add(name + " arrives as a " + RemoteException.class.getName() + ": " + e.getMessage());
        } finally {
            HeaderPool.give(scratch.buffer());
        }
    }
}
