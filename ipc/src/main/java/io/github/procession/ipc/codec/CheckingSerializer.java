package io.github.procession.ipc.codec;

import io.github.procession.serialization.Explanation.Way;
import org.jspecify.annotations.Nullable;

/** Serializer of a class of which some objects can be sent and others cannot. */
abstract class CheckingSerializer extends GraphSerializer {
    private final GraphSerializer serializer;

    CheckingSerializer(GraphSerializer serializer) {
        this.serializer = serializer;
    }

    /** The serializer of those that can be sent. */
    final GraphSerializer checked() {
        return serializer;
    }

    /** Why an object cannot be sent, or null if it can. */
    abstract @Nullable String refusal(GraphKryo kryo, Object object);

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        String refusal = refusal(kryo, object);
        if (refusal != null) {
            throw Refusal.of(kryo, object.getClass(), refusal);
        }
        serializer.write(kryo, output, object);
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        return serializer.read(kryo, input, type);
    }

    @Override
    @Nullable
    Way way(GraphKryo kryo, Object object) {
        return refusal(kryo, object) == null ? serializer.way(kryo, object) : null;
    }

    @Override
    boolean takesNull(GraphKryo kryo, Object holder, Object part) {
        return serializer.takesNull(kryo, holder, part);
    }

    @Override
    String step(Object holder, Object part) {
        return serializer.step(holder, part);
    }
}
