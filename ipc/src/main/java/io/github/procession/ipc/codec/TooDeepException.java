package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;

/** A graph is nested deeper than the stack of an ordinary thread should be trusted with. */
final class TooDeepException extends KryoException {
    private static final long serialVersionUID = 1L;

    TooDeepException(int depth) {
        super("objects are nested more than " + depth + " deep");
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
