package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.ParentLink;

/** The process that has started this one. Its end is noticed, whatever ends it. */
final class ParentProcess extends ProcessDelegate {
    private final ParentLink link;

    ParentProcess(ParentLink link) {
        super("_ParentProcess");
        this.link = link;
    }

    @Override
    String getName() {
        return ThisProcess.here().parentName();
    }

    @Override
    void setName(String name) {
        throw new IllegalStateException("the parent process has its name from itself");
    }

    @Override
    boolean isDaemon() {
        return false;
    }

    @Override
    long pid() {
        return link.parentPid();
    }

    @Override
    boolean isAlive() {
        return link.isParentAlive();
    }

    @Override
    void join() throws InterruptedException {
        link.awaitParentEnd(-1);
    }

    @Override
    boolean join(long nanos) throws InterruptedException {
        return link.awaitParentEnd(nanos);
    }

    @Override
    String describe() {
        return describe(null, "None", "unknown", null);
    }
}
