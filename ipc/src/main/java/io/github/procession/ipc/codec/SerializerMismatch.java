package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import io.github.procession.serialization.ObjectSerializer;

/** Mismatch of sender and receiver, of which only one has a user's serializer for a class. */
final class SerializerMismatch extends KryoException {
    private static final long serialVersionUID = 1L;

    private SerializerMismatch(String message) {
        super(message);
    }

    static SerializerMismatch senderHasNone(UserSerializer serializer, Class<?> type) {
        return new SerializerMismatch("the sender has no serializer for " + type.getName() + ", but this process has "
                + serializer.name() + "; both must have it");
    }

    static SerializerMismatch receiverHasNone(String typeName) {
        return new SerializerMismatch("a serializer of the sender's own wrote a " + typeName
                + ", and this process has none for it; both must have it: see " + ObjectSerializer.class.getName());
    }
}
