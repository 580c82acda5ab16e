package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;

/** A graph is nested deeper than the stack of an ordinary thread should be trusted with. */
final class TooDeepException extends KryoException {
    private static final long serialVersionUID = 1L;

    TooDeepException(int depth) {
        super("its objects are nested too deeply: more than " + depth + " levels; send them as a list");
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
