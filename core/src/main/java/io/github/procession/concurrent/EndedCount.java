package io.github.procession.concurrent;

import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ShownWait;
import java.util.concurrent.TimeUnit;

/** Count of ended futures, for a thread that waits until there are enough. */
final class EndedCount implements FutureWaiter {
    private final int all;
    private final ReturnWhen when;

    // guarded by this
    private int ended;
    private boolean oneFailed;

    EndedCount(int all, ReturnWhen when) {
        this.all = all;
        this.when = when;
    }

    @Override
    public void ended(Future<?> future) {
        boolean failed = future.hasFailed();
        synchronized (this) {
            ended++;
            oneFailed |= failed;
            if (isEnough()) {
                notifyAll();
            }
        }
    }

    private boolean isEnough() {
        return ended == all
                || when == ReturnWhen.FIRST_COMPLETED && ended > 0
                || when == ReturnWhen.FIRST_EXCEPTION && oneFailed;
    }

    synchronized void await(Deadline deadline) throws InterruptedException {
        try (ShownWait wait = ShownWait.of(Awaited.FUTURE, 0)) {
            for (long left = deadline.left(); !isEnough() && left > 0; left = deadline.left()) {
                TimeUnit.NANOSECONDS.timedWait(this, wait.part(left));
            }
        }
    }
}
