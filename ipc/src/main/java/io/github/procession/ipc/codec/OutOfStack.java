package io.github.procession.ipc.codec;

/** Signal that the work on a graph needs a larger stack; carries the exception for the case that there is none. */
final class OutOfStack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whether the graph itself is deep; else some code of users needs the stack. */
    private final boolean isDeep;

    OutOfStack(RuntimeException refusal, boolean isDeep) {
        super(null, refusal, false, false);
        this.isDeep = isDeep;
    }

    boolean isDeep() {
        return isDeep;
    }

    RuntimeException refusal() {
        return (RuntimeException) getCause();
    }
}
