package io.github.procession.multiprocessing;

/**
 * A pool that has given up, because it has no worker and can get none: the initializer throws, exits or hangs, or the operating
 * system has refused processes for longer than the {@linkplain PoolBuilder#restartTimeout limit}. All its tasks fail with it,
 * and it takes no more.
 */
public final class BrokenPoolException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    BrokenPoolException(String message, Throwable cause) {
        super(message, cause);
    }
}
