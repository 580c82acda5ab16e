package io.github.procession.internal;

import io.github.procession.ipc.memory.DropCleaner;

/** The cleaner that lets go of shared memory when a program has dropped the object for it. */
public final class Cleaners {
    /** The only one. */
    public static final DropCleaner CLEANER = DropCleaner.INSTANCE;

    private Cleaners() {}
}
