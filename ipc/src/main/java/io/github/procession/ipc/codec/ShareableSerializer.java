package io.github.procession.ipc.codec;

import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.serialization.Explanation.Way;

/** Objects in shared memory: their address goes into the message, and they are listed beside it. */
final class ShareableSerializer extends GraphSerializer {
    @Override
    Way way(GraphKryo kryo, Object object) {
        return Way.SHARED_HANDLE;
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        Shareable shareable = (Shareable) object;
        output.writeLong(shareable.address());
        kryo.addAddress(shareable.address());
        for (long companion : shareable.companions()) {
            kryo.addAddress(companion);
        }
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        AllowedClasses.checkShareable(kryo.getClassLoader());
        return Shareables.resolve(type.getName(), input.readLong(), kryo.getClassLoader());
    }
}
