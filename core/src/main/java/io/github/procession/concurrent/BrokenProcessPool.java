package io.github.procession.concurrent;

/**
 * A {@link ProcessPoolExecutor} that has given up: its workers cannot be started, or one died and it was built to
 * {@linkplain ProcessPoolExecutorBuilder#breakOnWorkerDeath break then}. The cause is what the initializer threw, or a
 * {@link io.github.procession.multiprocessing.WorkerLostException} that names process id and exit code.
 */
public final class BrokenProcessPool extends BrokenExecutor {
    private static final long serialVersionUID = 1L;

    BrokenProcessPool(String message, Throwable cause) {
        super(message, cause);
    }
}
