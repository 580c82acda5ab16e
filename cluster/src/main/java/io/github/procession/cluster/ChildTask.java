package io.github.procession.cluster;

import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.internal.pool.RemoteProcess;
import io.github.procession.multiprocessing.Queue;

/**
 * The programs that a worker's child runs: tasks of one pool, or a process, with classes that come from the program
 * they belong to.
 */
final class ChildTask {
    private static String place;

    private ChildTask() {}

    /** Initializer of the child: the place in texts, the ways to its worker for classes and for objects, and the user's initializer. */
    @SuppressWarnings("unchecked") // the worker's two queues
    static void begin(String host, Object[] ways, byte[] initializer) throws Exception {
        place = host + " (pid " + ProcessHandle.current().pid() + ")";
        Thread.currentThread().setContextClassLoader(new ProgramClassLoader((Queue<Object[]>) ways[0]));
        ChildLine.begin((Queue<Object[]>) ways[1]);
        if (initializer.length > 0) {
            RemoteCall.initialize(initializer);
        }
    }

    /** Main method of a child that is a process of a program. */
    static void process(String host, Object[] ways, byte[] start) throws Exception {
        begin(host, ways, new byte[0]);
        RemoteProcess.run(start);
    }

    static byte[] run(byte[] task) {
        return RemoteCall.run(task, place);
    }
}
