package io.github.procession.multiprocessing;

import java.lang.ref.Cleaner;

/** The cleaner that lets go of shared memory when a program has dropped the object for it. */
final class Dropped {
    static final Cleaner CLEANER = Cleaner.create(task -> {
        Thread thread = new Thread(null, task, "procession-cleaner", 0, false);
        thread.setDaemon(true);
        return thread;
    });

    private Dropped() {}
}
