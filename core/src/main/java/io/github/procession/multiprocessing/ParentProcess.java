package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.ParentLink;

/** The process that has started this one, as this one sees it: it can be waited for, and not be changed. */
abstract class ParentProcess extends ProcessDelegate {
    ParentProcess() {
        super("_ParentProcess");
    }

    /** The parent in a JVM of its own. Its end is noticed, whatever ends it. */
    static ParentProcess of(ParentLink link) {
        return new ParentProcess() {
            @Override
            String getName() {
                return ThisProcess.here().parentName();
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
        };
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
    String describe() {
        return describe(null, "None", "unknown", null);
    }
}
