package io.github.procession.multiprocessing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process that has started one in a thread of the same JVM. */
final class ThreadParentProcess extends ParentProcess {
    /** The parent if it is in a thread too; null for the JVM itself, whose end cannot be seen from inside. */
    private final @Nullable ThreadChild parent;

    private final String name;

    ThreadParentProcess(ThreadChild parent, String name) {
        this.parent = parent;
        this.name = name;
    }

    @Override
    String getName() {
        return name;
    }

    @Override
    long pid() {
        return ThisProcess.pid();
    }

    @Override
    boolean isAlive() {
        return parent == null || !parent.end().isComplete();
    }

    @Override
    void join() throws InterruptedException {
        join(Long.MAX_VALUE);
    }

    @Override
    boolean join(long nanos) throws InterruptedException {
        return parent == null
                ? new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS)
                : parent.end().await(nanos);
    }
}
