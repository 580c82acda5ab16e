package io.github.procession.multiprocessing;

/** The two kinds of pool, which have the same calls. */
enum PoolKind {
    PROCESSES {
        @Override
        Pool open(int size) {
            return new Pool(size);
        }
    },
    THREADS {
        @Override
        Pool open(int size) {
            return new ThreadPool(size);
        }
    };

    abstract Pool open(int size);
}
