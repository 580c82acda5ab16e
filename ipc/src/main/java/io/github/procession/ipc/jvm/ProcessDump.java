package io.github.procession.ipc.jvm;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Report of a process about itself for a bug report: its threads, its memory, the last lines of its children's error output, the children
 * that have failed.
 */
final class ProcessDump {
    private static final String THREADS = ".threads";

    private ProcessDump() {}

    static void write(Path file) throws IOException {
        String threads = threads(file);
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            Runtime runtime = Runtime.getRuntime();
            out.println("JVM " + Runtime.version() + ", " + runtime.availableProcessors() + " processors");
            out.println("heap " + mebibytes(runtime.totalMemory() - runtime.freeMemory()) + " used, "
                    + mebibytes(runtime.totalMemory()) + " taken, " + mebibytes(runtime.maxMemory()) + " at most");
            out.println();
            ChildTable.forEach(child -> writeTail(child, out));
            writeFailed(out);
            writeLocks(out);
            out.println("threads:");
            out.println(threads.stripTrailing());
            if (out.checkError()) {
                throw new IOException("cannot write " + file);
            }
        }
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    private static void writeTail(Child child, PrintWriter out) {
        String tail = child.stderrTail().strip();
        if (!tail.isEmpty()) {
            out.println("last lines of the error output of " + child.name() + " (pid " + child.pid() + "):");
            tail.lines().forEach(line -> out.println("    " + line));
            out.println();
        }
    }

    private static void writeFailed(PrintWriter out) {
        List<String> failed = ChildTable.failed();
        if (!failed.isEmpty()) {
            out.println("children that have failed, the last one last:");
            failed.forEach(child -> out.print(child.indent(4)));
            out.println();
        }
    }

    private static void writeLocks(PrintWriter out) {
        try {
            List<String> lines = ThreadLocks.lines();
            if (!lines.isEmpty()) {
                out.println("waits for locks between threads:");
                lines.forEach(line -> out.println("    " + line));
                out.println();
            }
        } catch (LinkageError e) { // no module java.management
            out.println("waits for locks between threads are not known without the module java.management");
            out.println();
        }
    }

    /** Virtual threads too where the JVM has that; else platform threads. */
    private static String threads(Path file) throws IOException {
        Path detailed = file.resolveSibling(file.getFileName() + THREADS);
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(
                            detailed.toAbsolutePath().toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            return Files.readString(detailed);
        } catch (LinkageError | UnsupportedOperationException | NullPointerException e) { // no module jdk.management
            return stackTraces();
        } finally {
            Files.deleteIfExists(detailed);
        }
    }

    private static String stackTraces() {
        Map<Long, String> texts = new TreeMap<>();
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            StringBuilder text = new StringBuilder(
                    "#" + thread.threadId() + " \"" + thread.getName() + "\" " + thread.getState() + "\n");
            for (StackTraceElement frame : frames) {
                text.append("    at ").append(frame).append('\n');
            }
            texts.put(thread.threadId(), text.toString());
        });
        return String.join("\n", texts.values());
    }
}
