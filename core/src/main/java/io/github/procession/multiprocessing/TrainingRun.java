package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.ParentLink;
import io.github.procession.ipc.sync.Parker;
import java.time.Duration;
import java.util.Map;

/**
 * Run of a JVM whose loaded classes go into the archive for children: it does what children do, in a session of its
 * own.
 */
final class TrainingRun {
    private static final String[] START = {
        "io.github.procession.ipc.jvm.ArgumentFile",
        "io.github.procession.ipc.jvm.ControlLine",
        "io.github.procession.ipc.jvm.ParentClasses",
        "io.github.procession.ipc.jvm.ParentWatch",
        "io.github.procession.ipc.sync.NotedWaits",
        "io.github.procession.ipc.system.FlightRecorder", // which the end of a wait that was noted asks
        "io.github.procession.ipc.jvm.StartReader",
        "io.github.procession.ipc.sync.Uninterruptibly",
        "io.github.procession.ipc.jvm.Payloads",
        "io.github.procession.ipc.jvm.ExitReport",
        "io.github.procession.ipc.jvm.ParentClassLoader",
        "io.github.procession.multiprocessing.ChildTask",
        "io.github.procession.multiprocessing.StartMessages",
        "io.github.procession.internal.call.Descriptors",
        "io.github.procession.multiprocessing.ThisProcess",
        "io.github.procession.multiprocessing.StartMethod",
        "io.github.procession.internal.call.Targets",
        "io.github.procession.multiprocessing.Process",
        "io.github.procession.multiprocessing.CompanionLock",
        "io.github.procession.multiprocessing.WarmUp",
        "java.lang.invoke.SerializedLambda", // reflection on a class with lambdas looks at their factory
        "java.lang.Class$ReflectionData",
        "jdk.internal.reflect.DirectMethodHandleAccessor",
        "java.lang.ProcessHandleImpl",
    };

    private TrainingRun() {}

    /**
     * Does it.
     *
     * @param taskClass a class of the program, to be loaded but not run
     */
    static void run(String taskClass) throws Exception {
        try {
            Class.forName(taskClass, false, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException _) {
            // one that only the parent has
        }
        for (String name : START) {
            Class.forName(name);
        }
        // the codec looks for the user's serializers there, and no code of the user runs here
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        ParentLink.train();
        Parker.prepareNow(); // a child's first wait may last longer than the linking, and then goes to the kernel
        WarmUp.roundTrip();
        try (Queue<Object> queue = new Queue<>()) {
            queue.put(1);
            queue.put(Map.of("key", "value"));
            queue.get();
            queue.get();
        }
        Pipe pipe = Pipe.inMemory(true);
        try (Connection first = pipe.first();
                Connection second = pipe.second()) {
            first.send("text");
            second.recv();
        }
        Lock lock = new Lock();
        lock.acquire();
        lock.release();
        PoolWorker.train();
        Event event = new Event();
        event.await(Duration.ofMillis(10));
        event.set();
        WarmUp.class.getDeclaredMethod("reflect").invoke(null);
        System.out.println("trained");
    }
}
