package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.DropCleaner;

/** The cleaner that lets go of shared memory when a program has dropped the object for it. */
final class Cleaners {
    static final DropCleaner CLEANER = DropCleaner.INSTANCE;

    private Cleaners() {}
}
