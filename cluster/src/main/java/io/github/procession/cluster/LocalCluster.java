package io.github.procession.cluster;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A cluster for a first try: one child process that runs a server and is the worker, until its standard input ends. */
final class LocalCluster {
    /** Begin of the line with the address. */
    static final String ADDRESS = "address ";

    /** The hidden command. */
    static final String COMMAND = "local";

    private LocalCluster() {}

    static Cluster start(int slots) {
        return start(slots, LocalSecrets.draw());
    }

    static Cluster start(int slots, LocalSecrets secrets) {
        Process process = null;
        try {
            String path = System.getProperty("java.class.path", "");
            String modules = System.getProperty("jdk.module.path", "");
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            modules.isEmpty() ? path : path + File.pathSeparator + modules,
                            Main.class.getName(),
                            COMMAND,
                            Integer.toString(slots))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                secrets.write(process.getOutputStream());
            } catch (IOException _) {
                // it has ended, as is seen below
            }
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            if (line == null || !line.startsWith(ADDRESS)) {
                throw new EngineException(line == null ? "the local cluster ended before it was ready" : line);
            }
            Thread.ofPlatform().daemon().name("procession-local").start(() -> drop(out));
            Cluster cluster = secrets.builder(line.substring(ADDRESS.length())).connect();
            Process its = process;
            cluster.afterEnd(() -> end(its));
            process = null;
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (process != null) {
                end(process);
            }
        }
    }

    private static void drop(BufferedReader out) {
        try (out) {
            out.transferTo(java.io.Writer.nullWriter());
        } catch (IOException _) {
            // it has ended
        }
    }

    private static void end(Process process) {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** In the child: ends this process with its parent. */
    static void awaitParent(BufferedReader parent) {
        try {
            while (parent.read() >= 0) {
                // nothing is sent
            }
        } catch (IOException _) {
            // as an end
        }
        System.exit(0);
    }
}
