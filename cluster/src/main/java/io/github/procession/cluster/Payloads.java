package io.github.procession.cluster;

import io.github.procession.ipc.codec.AllowedClasses;
import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.serialization.NotSendableException;
import java.util.List;

/** Turns values of users into bytes for the server and back: encoded, sealed; opened, and decoded only as far as classes are allowed. */
final class Payloads {
    private static final long MOST_BYTES = 1L << 28;

    private final Sealer seal;
    private final AllowedClasses allowed; // null for all

    Payloads(Seal seal, List<String> patterns) {
        this.seal = seal;
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        allowed = new AllowedClasses(loader != null ? loader : Payloads.class.getClassLoader(), patterns);
    }

    /** For what a program and its own tasks send each other: its code is the other side's anyway. */
    Payloads(Sealer seal) {
        this.seal = seal;
        allowed = null;
    }

    /** The same for what a program and its own tasks send each other. */
    Payloads ofOwn() {
        return new Payloads(seal);
    }

    private static byte[] plain(Object value) {
        try (Message message = Codec.encode(value)) {
            if (message.addresses().length > 0) {
                throw new NotSendableException(
                        "the value has a queue, lock or other object of this machine's shared memory in it, which"
                                + " other machines cannot reach: make that object by the cluster, and send its name");
            }
            if (message.size() > MOST_BYTES) {
                throw new NotSendableException("the value has " + message.size() + " bytes, more than the " + MOST_BYTES
                        + " that go through a server: put the data where all can read it, and send its name");
            }
            return message.toByteArray();
        }
    }

    /** A value for an object, such as "queue orders". */
    byte[] encode(Object value, String object) {
        return seal.seal(plain(value), object);
    }

    /** Bytes of a task or an outcome, which are not decoded here. */
    byte[] seal(byte[] plain, String object) {
        return seal.seal(plain, object);
    }

    byte[] open(byte[] sealed, String object) {
        return seal.open(sealed, object);
    }

    Object decode(byte[] sealed, String object) {
        byte[] plain = seal.open(sealed, object);
        if (allowed == null) {
            return Codec.decode(plain);
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(allowed);
        try {
            return Codec.decode(plain);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** What stands for a key of a map. */
    byte[] field(Object key, String object) {
        return seal.field(plain(key), object);
    }
}
