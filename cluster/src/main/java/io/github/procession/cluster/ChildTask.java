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
    private static String name; // null in a process, as the next ones: its end comes after its output anyway
    private static MarkedOutput output;
    private static MarkedOutput errors;

    private ChildTask() {}

    /** Initializer of a pool's child: place in texts; ways to its worker; the program's key, the user's initializer or null, prefix of marks. */
    static void begin(String host, Object[] ways, Object[] first) throws Exception {
        reach(host, ways);
        name = Multiprocessing.currentProcess().getName();
        output = new MarkedOutput(System.out, (String) first[2]);
        errors = new MarkedOutput(System.err, (String) first[2]);
        System.setOut(output.stream());
        System.setErr(errors.stream());
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

    /** The outcome, the name of this child, and the marks behind what the task has printed; the outcome alone if it has printed nothing. */
    static Object run(byte[] task) {
        byte[] outcome = RemoteCall.run(task, place);
        long out = output.mark();
        long error = errors.mark();
        return out == 0 && error == 0 ? outcome : new Object[] {outcome, name, out, error};
    }
}
