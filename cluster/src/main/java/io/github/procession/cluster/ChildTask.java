package io.github.procession.cluster;

import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.internal.pool.RemoteProcess;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Queue;

/**
 * The programs that a worker's child runs: tasks of one pool, or a process, with classes that come from the program
 * they belong to.
 */
final class ChildTask {
    private static String place;

    private ChildTask() {}

    /** Initializer of a pool's child: the place in texts, the ways to its worker, the program's key and the user's initializer or null. */
    static void begin(String host, Object[] ways, Object[] first) throws Exception {
        reach(host, ways);
        Multiprocessing.currentProcess().setAuthKey((byte[]) first[0]);
        if (first[1] != null) {
            RemoteCall.initialize((byte[]) first[1]);
        }
    }

    /** With the ways for classes and for objects. */
    @SuppressWarnings("unchecked") // the worker's two queues
    private static void reach(String host, Object[] ways) {
        place = host + " (pid " + ProcessHandle.current().pid() + ")";
        Thread.currentThread().setContextClassLoader(new ProgramClassLoader((Queue<Object[]>) ways[0]));
        ChildLine.begin((Queue<Object[]>) ways[1]);
    }

    /** Main method of a child that is a process of a program. */
    static void process(String host, Object[] ways, byte[] start) throws Exception {
        reach(host, ways);
        RemoteProcess.run(start);
    }

    static byte[] run(byte[] task) {
        return RemoteCall.run(task, place);
    }
}
