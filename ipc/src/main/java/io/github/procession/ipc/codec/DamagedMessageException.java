package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import io.github.procession.serialization.DecodeException;

/** Contradiction in the bytes of a message: they are not as any sender of this version writes them. */
public final class DamagedMessageException extends KryoException {
    private static final long serialVersionUID = 1L;

    DamagedMessageException(String what) {
        super("damaged message: " + what);
    }

    /** The same for users, where no value is being rebuilt. */
    static DecodeException decoding(String what) {
        DamagedMessageException damage = new DamagedMessageException(what);
        return new DecodeException(damage.getMessage(), damage);
    }

    /**
     * Whether damage is the reason why a message was not decoded.
     *
     * @param failure of decoding
     * @return false if the bytes are well formed, as when a class is missing
     */
    public static boolean isBehind(DecodeException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof DamagedMessageException) {
                return true;
            }
        }
        return false;
    }
}
