package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Serializer;
import io.github.procession.serialization.Explanation.Way;
import org.jspecify.annotations.Nullable;

/**
 * Serializer of a class whose objects cannot be sent. The class itself can: it may be a value, or an array's element
 * type.
 */
final class RefusingSerializer extends GraphSerializer {
    private final String reason;
    /** Reads an object that has come all the same; null if none can. */
    private final @Nullable GraphSerializer reader;

    RefusingSerializer(String reason) {
        this(reason, null);
    }

    /** Refuses objects only where they are sent. */
    RefusingSerializer(String reason, Serializer<?> reader) {
        this.reason = reason;
        this.reader = reader instanceof GraphSerializer ours ? ours : null;
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        if (object != null) {
            throw Refusal.of(kryo, object.getClass(), reason);
        }
    }

    @Override
    @Nullable
    Way way(GraphKryo kryo, Object object) {
        return null;
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        if (reader != null) {
            return reader.read(kryo, input, type);
        }
        throw new KryoException(type.getName() + " cannot be received from another process: " + reason);
    }
}
