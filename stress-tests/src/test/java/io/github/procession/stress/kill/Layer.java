package io.github.procession.stress.kill;

import java.io.IOException;

/** What a random-kill run goes through: the mechanisms themselves, or the classes that users write. */
interface Layer extends AutoCloseable {
    /** A worker process. */
    interface Worker {
        boolean isAlive();

        /** Kills it with SIGKILL. */
        void kill();

        /** When it is dead: waits until what it held is released. */
        void awaitReleased() throws InterruptedException;
    }

    /** Starts the worker with that number, whose ledger exists. */
    Worker start(int number) throws IOException;

    /** The wires as the root uses them. */
    Wire[] wires() throws IOException;

    /** The lock as the root uses it. */
    Mutex mutex();

    /** Lets go of all that is shared. */
    @Override
    void close();

    /** The lock that workers use. */
    interface Mutex {
        /** Locks; true if the last owner died with it. */
        boolean lock() throws InterruptedException;

        void unlock();
    }
}
