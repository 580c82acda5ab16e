package io.github.procession.cluster;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** A cluster for a first try: one child process that runs a server and is the worker, until its standard input ends. */
final class LocalCluster {
    /** Prefix of the line with the address. */
    static final String ADDRESS = "address ";

    /** Program that starts another one out of the terminal's reach: Ctrl-C is for the program alone. */
    private static final String NEW_SESSION = "setsid";

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
            List<String> command = new ArrayList<>();
            Path apart = ServerProgram.onPath(NEW_SESSION);
            if (apart != null) {
                command.add(apart.toString());
            }
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    modules.isEmpty() ? path : path + File.pathSeparator + modules,
                    Main.class.getName(),
                    COMMAND,
                    Integer.toString(slots)));
            process = new ProcessBuilder(command)
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
            Cluster cluster = secrets.builder(line.substring(ADDRESS.length()))
                    .workerHint("it starts with this program, and should be there soon")
                    .connect();
            Process its = process;
            cluster.afterEnd(() -> end(its));
            its.onExit().thenRun(() -> ended(cluster));
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

    /** The process is gone: no other machine will come, and its server is of no use. */
    private static void ended(Cluster cluster) {
        Session session = cluster.session();
        if (session.lost() != null) {
            return; // it was to end
        }
        session.lose("the process that is its worker has ended", null);
        try (Connection connection = session.server().connect()) {
            connection.sendCommand(Command.SHUTDOWN, "NOSAVE");
            connection.getOne();
        } catch (JedisException _) {
            // it has ended: its answer is the end of the connection
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
