package io.github.procession.cluster;

import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.multiprocessing.Queue;

/** What a child of a worker runs: tasks of one pool, with classes that come from its program. */
final class ChildTask {
    private static String place;

    private ChildTask() {}

    /** Initializer of the child: the place in texts, the way to its worker for classes, and the user's initializer. */
    static void begin(String host, Queue<Object[]> questions, byte[] initializer) throws Exception {
        place = host + " (pid " + ProcessHandle.current().pid() + ")";
        Thread.currentThread().setContextClassLoader(new ProgramClassLoader(questions));
        if (initializer.length > 0) {
            RemoteCall.initialize(initializer);
        }
    }

    static byte[] run(byte[] task) {
        return RemoteCall.run(task, place);
    }
}
