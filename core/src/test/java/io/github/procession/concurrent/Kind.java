package io.github.procession.concurrent;

/** The kinds of executors, which do the same unless a test says otherwise. */
enum Kind {
    THREADS {
        @Override
        PoolExecutor executor(int maxWorkers) {
            return new ThreadPoolExecutor(maxWorkers);
        }
    },
    VIRTUAL_THREADS {
        @Override
        PoolExecutor executor(int maxWorkers) {
            return ThreadPoolExecutor.virtual(maxWorkers);
        }
    },
    PROCESSES {
        @Override
        PoolExecutor executor(int maxWorkers) {
            return new ProcessPoolExecutor(maxWorkers);
        }
    };

    abstract PoolExecutor executor(int maxWorkers);
}
