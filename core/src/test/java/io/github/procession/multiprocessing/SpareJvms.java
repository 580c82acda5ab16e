package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.Spares;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The spare JVMs of the process that runs the tests. */
final class SpareJvms {
    private static final int COUNT = Math.min(4, Runtime.getRuntime().availableProcessors());

    private SpareJvms() {}

    static void nothing() {}

    /** Has spares booted by starting a process, and waits until all are there and each waits for its job. */
    static List<Long> boot() throws Exception {
        Context context = Multiprocessing.getContext("forkserver");
        Children.join(Children.start(context.process(SpareJvms::nothing)));
        return awaitFull();
    }

    /** Waits until all spares are there and each waits for its job. */
    static List<Long> awaitFull() throws Exception {
        Eventually.await(
                "spares",
                () -> Spares.count() == COUNT && Spares.pids().stream().allMatch(SpareJvms::waits));
        return Spares.pids();
    }

    /** Whether a JVM sleeps in its main thread, in a read of the pipe. */
    private static boolean waits(long pid) {
        try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                String call = Files.readString(thread.resolve("syscall"));
                if (call.startsWith("0 0x")) { // read from the descriptor whose number follows
                    int descriptor = Integer.parseInt(call.split(" ")[1].substring(2), 16);
                    Path open = Files.readSymbolicLink(Path.of("/proc/" + pid + "/fd/" + descriptor));
                    if (open.getFileName().toString().startsWith("control-")) {
                        return true;
                    }
                }
            }
            return false;
        } catch (java.io.IOException e) {
            return false; // a thread that ended between the two looks
        }
    }

    /** Sends a signal by its name; processes that get STOP have stopped when this returns. */
    static void signal(String name, List<Long> pids) throws Exception {
        for (long pid : pids) {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid + " fails with " + status);
            }
            if (name.equals("STOP")) { // a thread of the process has to get a processor for it
                Eventually.await("the stop of " + pid, () -> isStopped(pid));
            }
        }
    }

    private static boolean isStopped(long pid) throws Exception {
        return Files.readString(Path.of("/proc/" + pid + "/stat")).matches("(?s).*\\) [Tt] .*");
    }
}
