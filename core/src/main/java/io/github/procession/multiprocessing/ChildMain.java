package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.ParentLink;
import io.github.procession.ipc.jvm.StartReader;

/**
 * The program of a child JVM: takes the start message, runs what it says, and ends with the exit code that Python's rules
 * give.
 *
 * <p>Each start passes here, so the class avoids what a young JVM is slow at: lambdas, string concatenation, and classes
 * that the target does not need.
 */
final class ChildMain {
    private ChildMain() {}

    /**
     * Entry point of a child JVM.
     *
     * @param args the path of the line to the parent, or two that ask for a {@link TrainingRun}, without a parent
     * @throws Exception when a training fails
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 1) {
            TrainingRun.run(args[1]);
            return;
        }
        ParentLink link = ParentLink.open(args.length == 0 ? null : args[0]);
        if (link.isSpare()) {
            WarmUp.run(link);
        }
        link.receiveJob();
        int status;
        try {
            ThisProcess.become(link);
            if (ThisProcess.tellsLife()) {
                LifecycleLog.childRuns();
            }
            runTask(link.header(), value(link));
            status = 0;
        } catch (Throwable failure) {
            status = ChildTask.report(failure);
        }
        if (ThisProcess.tellsLife()) {
            LifecycleLog.childEnds(status);
        }
        link.exit(status);
    }

    /** Does what a start message says; what {@link ChildTask#run} does, but for the workers of pools. */
    private static void runTask(StartReader header, Object value) throws Throwable {
        int form = header.readByte();
        if (form != StartMessages.METHOD) {
            ChildTask.run(form, header, value);
            return;
        }
        String type = header.readString();
        Object[] arguments = ChildTask.arguments(value);
        if (type.equals("io.github.procession.multiprocessing.PoolWorker")) {
            PoolWorker.serve(arguments); // reflection on a method of five parameters takes 30 ms to be linked
        } else {
            ChildTask.callMethod(type, header.readString(), header.readString(), arguments);
        }
    }

    private static Object value(ParentLink link) throws Throwable {
        try {
            return link.value();
        } catch (RuntimeException | LinkageError e) {
            throw StartFailure.explain(e);
        }
    }
}
