package io.github.procession.cluster;

import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.ipc.codec.AllowedClasses;
import io.github.procession.ipc.codec.Codec;
import java.util.List;

/**
 * Conversion of users' values into sealed bytes for the server, and back; classes that are not allowed are not decoded.
 */
final class Payloads {
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

    /** A value for an object, such as "queue orders". */
    byte[] encode(Object value, String object) {
        return seal.seal(RemoteCall.encode(value), object);
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
        return field(RemoteCall.encode(key), object);
    }

    /** The same for a key that is encoded. */
    byte[] field(byte[] key, String object) {
        return seal.field(key, object);
    }
}
