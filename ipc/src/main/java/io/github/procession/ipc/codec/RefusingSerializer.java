package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import io.github.procession.serialization.Explanation.Way;

/**
 * Stands for a class whose objects cannot be sent. The class itself can: it may be a value, or an array's element
 * type.
 */
final class RefusingSerializer extends GraphSerializer {
    private final String reason;

    RefusingSerializer(String reason) {
        this.reason = reason;
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        if (object != null) {
            throw Refusal.of(kryo, object.getClass(), reason);
        }
    }

    @Override
    Way way(GraphKryo kryo, Object object) {
        return null;
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        throw new KryoException(type.getName() + " cannot be received from another process: " + reason);
    }
}
