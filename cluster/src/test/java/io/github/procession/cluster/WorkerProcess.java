package io.github.procession.cluster;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A worker of a test: a JVM that has the library and none of the tests' classes. */
final class WorkerProcess implements AutoCloseable {
    private final java.lang.Process process;

    private WorkerProcess(java.lang.Process process) {
        this.process = process;
    }

    /** Starts it and waits until it is ready. */
    static WorkerProcess start(String url, String authkey, String... options) throws IOException {
        return start(List.of(), url, authkey, options);
    }

    /** Starts it by a command that the program and its arguments follow. */
    static WorkerProcess start(List<String> by, String url, String authkey, String... options) throws IOException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*(test-classes|clustertest|junit|opentest4j|apiguardian).*"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(by);
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                Main.class.getName(),
                "worker"));
        command.addAll(List.of(options));
        if (!command.contains("--lease")) {
            command.addAll(List.of("--lease", Long.toString(Leases.LONG.toSeconds())));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(ProgramCluster.VARIABLE, url);
        if (authkey != null) {
            builder.environment().put(ClusterBuilder.AUTHKEY_VARIABLE, authkey);
        }
        java.lang.Process process = builder.start();
        BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream()));
        String line = output.readLine();
        if (line == null || !line.contains("is ready")) {
            process.destroyForcibly();
            throw new AssertionError("the worker said: " + line);
        }
        return new WorkerProcess(process);
    }

    long pid() {
        return process.pid();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. */
    void terminate() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
