package io.github.procession.ipc.codec;

import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.serialization.Explanation.Way;

/**
 * Serializer of objects in shared memory: their address goes into the message, and they are listed beside it. What
 * lives elsewhere has the address 0 and a handle.
 */
final class ShareableSerializer extends GraphSerializer {
    @Override
    Way way(GraphKryo kryo, Object object) {
        return Way.SHARED_HANDLE;
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        Shareable shareable = (Shareable) object;
        if (shareable.isReleased()) { // what is in shared memory is looked at when the message is sent
            throw new Refusal(kryo, Shareables.CLOSED, null);
        }
        output.writeLong(shareable.address());
        RemoteHandle handle = shareable.remoteHandle();
        if (handle != null) {
            output.writeString(handle.namespace());
            output.writeString(handle.name());
            output.writeLong(handle.parameter());
            output.writeLong(handle.option());
            output.writeString(handle.companion());
            return;
        }
        kryo.addAddress(shareable.address());
        for (long companion : shareable.companions()) {
            kryo.addAddress(companion);
        }
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        AllowedClasses.checkShareable(kryo.getClassLoader());
        long address = input.readLong();
        if (address == 0) {
            RemoteHandle handle = new RemoteHandle(
                    input.readString(), input.readString(), input.readLong(), input.readLong(), input.readString());
            return Shareables.resolve(type.getName(), handle, kryo.getClassLoader());
        }
        return Shareables.resolve(type.getName(), address, kryo.getClassLoader());
    }
}
