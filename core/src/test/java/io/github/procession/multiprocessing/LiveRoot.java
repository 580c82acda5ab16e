package io.github.procession.multiprocessing;

import io.github.procession.support.Eventually;
import io.github.procession.support.LikeTheTests;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM that is the root of a tree of its own, to be watched and killed while it runs. It leads a session and
 * a process group of its own, as a job of a terminal does, and says on stdout which processes belong to it.
 */
final class LiveRoot implements AutoCloseable {
    /** In front of each pid that the program prints. */
    static final String PID = "pid ";

    private final java.lang.Process root;
    private final List<String> lines = new ArrayList<>(); // guarded by itself
    private final Thread reader;
    private final Path errors = Files.createTempFile("procession-test", ".err");

    LiveRoot(Class<?> main, String... arguments) throws IOException {
        // a shell that starts the tests in the background makes them, and all below, ignore SIGINT, and nohup SIGHUP
        List<String> command = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT,HUP"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(LikeTheTests.options());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        root = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        reader = new Thread(this::read, "root-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader in = root.inputReader(StandardCharsets.UTF_8)) {
            for (String line; (line = in.readLine()) != null; ) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Called by the programs: tells the test of a process. */
    static void reportPid() {
        System.out.println(PID + ProcessHandle.current().pid());
    }

    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    long pid() {
        return root.pid();
    }

    /** Waits until the program has reported so many processes, and gives their pids. */
    List<Long> awaitPids(int count) throws Exception {
        Eventually.await(
                count + " processes report themselves, so far: " + lines() + errors(), () -> pids().size() >= count);
        return pids();
    }

    private List<Long> pids() {
        return lines().stream()
                .filter(line -> line.startsWith(PID))
                .map(line -> Long.valueOf(line.substring(PID.length())))
                .toList();
    }

    void awaitLine(String line) throws Exception {
        Eventually.await("the line \"" + line + "\" of " + lines() + errors(), () -> lines().contains(line));
    }

    /** Sends a signal to the root alone. */
    void signal(String name) throws Exception {
        kill(name, Long.toString(root.pid()));
    }

    /** Sends a signal to all processes of the group, as the terminal does when Ctrl-C is pressed. */
    void signalGroup(String name) throws Exception {
        kill(name, "-" + root.pid());
    }

    private static void kill(String name, String target) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, "--", target)
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill -" + name + " " + target + " fails with " + status);
        }
    }

    /** Waits for the end of the root and of all that it has printed. */
    int awaitExit() throws Exception {
        if (!root.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the root does not end: " + lines() + errors());
        }
        reader.join(Eventually.LIMIT);
        return root.exitValue();
    }

    /** Whether a process can still run: a zombie cannot. */
    static boolean isAlive(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
        } catch (IOException e) {
            return false; // no such process, or it ended between open and read
        }
    }

    /** Waits until none of the processes lives and says how long that took, in milliseconds. */
    static long awaitAllDead(List<Long> pids) throws Exception {
        long start = System.nanoTime();
        for (long pid : pids) {
            Eventually.await("the end of process " + pid, () -> !isAlive(pid));
        }
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Override
    public void close() throws IOException {
        root.destroyForcibly();
        Files.delete(errors);
    }
}
