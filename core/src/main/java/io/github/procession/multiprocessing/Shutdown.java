package io.github.procession.multiprocessing;

import io.github.procession.internal.pool.PoolEngine;
import io.github.procession.internal.pool.PoolTimer;
import io.github.procession.ipc.jvm.Child;
import io.github.procession.ipc.jvm.StartedChild;
import io.github.procession.ipc.memory.DropCleaner;
import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.memory.Session;

/** The end of all that this library does in a JVM that goes on. */
final class Shutdown {
    private static boolean done;

    private Shutdown() {}

    /** Each step ends what the next ones would take away from under it. */
    static synchronized void run() {
        if (done || ExitSequence.isEnding()) { // the end of the JVM ends the same things
            return;
        }
        Session.close();
        Child.awaitStarts();
        PoolEngine.terminateAll();
        RunningChildren.signalAll(StartedChild::terminate);
        Child.terminateAll();
        ManagerLink.closeAll();
        ManagerServer.closeAll();
        Session.leave();
        DropCleaner.INSTANCE.shutdown();
        if (!ExitSequence.runNow()) {
            return;
        }
        Session.end();
        RunningChildren.signalAll(StartedChild::kill); // what other threads have started meanwhile
        Child.terminateAll();
        PoolTimer.end();
        done = true;
    }
}
