package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;

/** Refusal of a graph that is nested too deep for the stack of an ordinary thread. */
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
