package io.github.procession.cluster;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** A Valkey or Redis server of a test, on a free loopback port. */
final class TestServer implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int ANSWER_MILLIS = 120_000;

    /** Where the server program is; null if there is none. */
    static final Path PROGRAM = find();

    private static TestServer shared;

    private final List<String> options;
    private final Path directory;
    private final int port;
    private java.lang.Process process;

    private TestServer(List<String> options) throws IOException {
        this.options = options;
        directory = Files.createTempDirectory("procession-server");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        start();
    }

    private static Path find() {
        for (String name : List.of("valkey-server", "redis-server")) {
            for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
                Path program = Path.of(folder, name);
                if (Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        return null;
    }

    /** One for all tests that do not end it, without a disk. */
    static synchronized TestServer shared() throws IOException {
        if (shared == null) {
            shared = new TestServer(List.of("--save", "", "--appendonly", "no"));
        }
        return shared;
    }

    /** One of the test's own. */
    static TestServer with(String... options) throws IOException {
        return new TestServer(List.of(options));
    }

    void start() throws IOException {
        repair();
        List<String> command = new ArrayList<>(List.of(
                PROGRAM.toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                directory.toString()));
        command.addAll(options);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        long deadline = System.nanoTime() + START_NANOS;
        while (true) {
            try (Connection connection = connect()) {
                connection.sendCommand(Command.PING);
                connection.getOne();
                return;
            } catch (JedisException e) {
                if (String.valueOf(e.getMessage()).startsWith("NOAUTH")) {
                    return;
                }
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException(
                            "the server does not start: " + Files.readString(directory.resolve("log")), e);
                }
                Thread.onSpinWait();
            }
        }
    }

    /**
     * Cuts off what a kill left unfinished in the log of commands. A server of version 7.0 leaves the beginning of an unfinished
     * transaction there, and does it at its second start.
     */
    private void repair() throws IOException {
        Path manifest = directory.resolve("appendonlydir/appendonly.aof.manifest");
        if (!Files.exists(manifest)) {
            return;
        }
        Path program = PROGRAM.resolveSibling(PROGRAM.getFileName().toString().replace("-server", "-check-aof"));
        if (!Files.isExecutable(program)) {
            return;
        }
        Path yes = Files.writeString(directory.resolve("yes"), "y\n");
        Path said = directory.resolve("check");
        try {
            java.lang.Process check = new ProcessBuilder(program.toString(), "--fix", manifest.toString())
                    .redirectInput(yes.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            if (check.waitFor() != 0) {
                throw new IOException(Files.readString(said));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    String url(String namespace) {
        return "redis://127.0.0.1:" + port + "/" + namespace;
    }

    Connection connect() {
        return new Connection(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .serverDefaultProtocol()
                        .connectionTimeoutMillis(ANSWER_MILLIS)
                        .socketTimeoutMillis(ANSWER_MILLIS)
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                        .build());
    }

    /** A command whose reply is looked at. */
    Object command(Command command, Object... arguments) {
        try (Connection connection = connect()) {
            connection.sendCommand(command, Request.bytes(arguments));
            return connection.getOne();
        }
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException _) {
            // it was closed before
        }
    }
}
