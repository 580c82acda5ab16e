package io.github.procession.cluster;

import org.jspecify.annotations.Nullable;

/** A change that the server made, and that too few replicas confirmed in time: whoever learns of it can undo it by the reply. */
final class UnconfirmedException extends EngineException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Object reply;

    UnconfirmedException(String message, @Nullable Throwable cause, @Nullable Object reply) {
        super(message, cause);
        this.reply = reply;
    }

    /** What the server said. */
    @Nullable
    Object reply() {
        return reply;
    }

    @Override
    UnconfirmedException again() {
        return new UnconfirmedException(getMessage(), this, reply);
    }
}
