package io.github.procession.multiprocessing;

/**
 * A pool that has given up, because it has no worker and can get none: the initializer throws, exits or hangs, or the operating
 * system has refused processes for longer than the {@linkplain PoolBuilder#restartTimeout limit}; or because its own work failed in
 * this process, as it may without memory. All its calls that have not ended fail with it, and it takes no more.
 */
public final class BrokenPoolException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    BrokenPoolException(String message, Throwable cause) {
        super(message, cause);
    }
}
