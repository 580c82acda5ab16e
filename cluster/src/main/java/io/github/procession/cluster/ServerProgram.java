package io.github.procession.cluster;

import io.github.procession.ipc.memory.Orphans;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.Uninterruptibly;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A server that this process runs for itself, on a free port of this machine and without a disk. If this process is killed, the system
 * ends the server; where it has no such means, the next program of this user that shares memory does.
 */
final class ServerProgram implements AutoCloseable {
    private static final List<String> NAMES = List.of("valkey-server", "redis-server");
    private static final long START_NANOS = 30_000_000_000L;
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = 2_000_000;

    /** Program that has the system end another one with its parent. */
    private static final String AS_LONG_AS_PARENT = "setpriv";

    private static final long TRIAL_SECONDS = 5;

    private final Path directory;
    private final int port;
    private final Process process;

    private ServerProgram(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** The program on the PATH; null if there is none. */
    static @Nullable Path find() {
        return NAMES.stream()
                .map(ServerProgram::onPath)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** A program on the PATH; null if there is none of that name. */
    static @Nullable Path onPath(String name) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path program = Path.of(folder, name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        return null;
    }

    /**
     * Starts it.
     *
     * @param password that it asks for, of letters and digits
     */
    static ServerProgram start(String password) throws IOException {
        Path program = find();
        if (program == null) {
            throw new EngineException("there is no valkey-server and no redis-server on the PATH: apt-get install"
                    + " redis-server, or name a server");
        }
        Path directory = Files.createDirectory(Session.folder().resolve("server")); // swept if this process is killed
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(asLongAsParent());
        command.addAll(List.of(program.toString(), "-")); // settings come through its standard input
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        try {
            Orphans.note(process.pid());
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        try (OutputStream settings = process.getOutputStream()) {
            settings.write("""
                bind 127.0.0.1
                port %d
                dir "%s"
                save ""
                appendonly no
                requirepass %s
                """.formatted(port, directory, password).getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // it has ended, and its log says why
        }
        ServerProgram server = new ServerProgram(directory, port, process);
        server.awaitStart(password);
        return server;
    }

    /** Beginning of a command whose process the system kills with the thread that starts it; empty if there is none. */
    private static List<String> asLongAsParent() {
        Path program = onPath(AS_LONG_AS_PARENT);
        if (program == null) {
            return List.of();
        }
        List<String> command = List.of(program.toString(), "--pdeathsig", "KILL");
        List<String> nothing = new ArrayList<>(command);
        nothing.addAll(List.of(program.toString(), "--version"));
        Process trial;
        try {
            trial = new ProcessBuilder(nothing)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException _) { // it is for another processor, or no program
            return List.of();
        }
        if (!Uninterruptibly.call(() -> trial.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS))) {
            trial.destroyForcibly();
            return List.of();
        }
        return trial.exitValue() == 0 ? command : List.of(); // that of BusyBox has no such option
    }

    private void awaitStart(String password) throws IOException {
        Server server = new Server(Address.parse(url()).with(null, password), null, ANSWER, true);
        long begin = System.nanoTime();
        while (true) {
            try (Connection connection = server.connect()) {
                connection.sendCommand(Command.INFO, "server");
                String info = Request.text(connection.getOne());
                if (!info.contains("process_id:" + process.pid() + "\r\n")) {
                    close();
                    throw new EngineException("another server has taken the port " + port + ": start once more");
                }
                return;
            } catch (JedisException e) {
                if (!process.isAlive() || System.nanoTime() - begin > START_NANOS) {
                    String log = Files.readString(directory.resolve("log"));
                    close();
                    throw new EngineException("the server does not start: " + log, e);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port + "/local";
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException _) {
            // what is left goes with the folder of shared memory
        }
    }
}
