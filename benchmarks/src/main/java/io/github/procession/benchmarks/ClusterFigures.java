package io.github.procession.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * Figures of a cluster beside its peers, as a Markdown table: CPython's remote manager, Redisson on the same server if it is on the
 * class path, and the bare round trip of the server. All sides take turns, round by round. Options as for {@link Ratios}.
 */
final class ClusterFigures {
    /** Environment variable with the address of the server, for both Java sides. */
    static final String SERVER = "FIGURES_SERVER";

    private static final int PEER_GOAL = 2;
    private static final double BARE_GOAL = 1.5;

    /**
     * One row.
     *
     * @param trips bare round trips that the operation is compared with, 0 for none
     * @param redisson whether Redisson has it
     * @param work the number of operations whose processor time is taken
     */
    private record Figure(String title, String which, int trips, boolean redisson, long work) {}

    private static final List<Figure> FIGURES = List.of(
            new Figure("queue put + take, 1 client", "queue", 2, true, 10_000),
            new Figure("queue put + take, 8 clients", "queue-8", 0, true, 20_000),
            new Figure("queue put + take, 8 threads of 1 client", "queue-threads-8", 0, true, 20_000),
            new Figure("lock acquire + release, nobody waits", "lock", 2, true, 10_000),
            new Figure("semaphore acquire + release", "semaphore", 2, true, 10_000),
            new Figure("increment", "increment", 1, true, 20_000),
            new Figure("map put", "put", 1, true, 20_000),
            new Figure("map get", "get", 1, true, 20_000),
            new Figure("task there and back", "task", 0, true, 2_000),
            new Figure("100,000 tiny tasks in chunks of 100", "chunks-100", 0, true, 200_000),
            new Figure("100,000 tiny tasks in chunks of 1,000", "chunks-1000", 0, true, 1_000_000));

    private final Options options;
    private final Side python;
    private final Side redisson;
    private final Side here;
    private final Connection control;
    private final ProcessHandle server;

    private ClusterFigures(Options options, Python python, String address, ProcessHandle server, Connection control) {
        this.options = options;
        this.python = Side.python(python.executable(), python.folder());
        here = Side.here(Map.of(SERVER, address));
        redisson = hasRedisson() ? here : null;
        this.server = server;
        this.control = control;
    }

    private static boolean hasRedisson() {
        return ClusterFigures.class.getResource("RedissonCalls.class") != null;
    }

    /** What is measured of one row; each ratio is one of this side to another. */
    private static final class Measured {
        private final Rounds toPython = new Rounds();
        private final Rounds toRedisson = new Rounds();
        private final Rounds toBare = new Rounds();
        private final List<Double> processor = new ArrayList<>();
        private final List<Double> redissonProcessor = new ArrayList<>();
        private final List<Double> pythonProcessor = new ArrayList<>();
        private final List<Double> serverProcessor = new ArrayList<>();
        private final List<Double> redissonServer = new ArrayList<>();
    }

    private void clear() {
        control.sendCommand(Command.FLUSHALL);
        control.getOne();
    }

    private String run(Side side, String program, Figure figure) throws Exception {
        clear();
        return side.run(
                program + " " + figure.which, side == python ? options.pythonWarmUp() : options.warmUp(), options);
    }

    /** Takes the processor time of a Java side and what the server used meanwhile. */
    private void processor(String program, Figure figure, List<Double> its, List<Double> servers) throws Exception {
        clear();
        double before = ProcessTree.seconds(server);
        its.add(here.processorSeconds(program + " " + figure.which, figure.work, options));
        servers.add(ProcessTree.seconds(server) - before);
    }

    private Measured measure(Figure figure) throws Exception {
        var all = new Measured();
        for (int round = 0; round < options.rounds(); round++) {
            String mine = run(here, "ClusterCalls", figure);
            all.toPython.add(run(python, "remote", figure), mine);
            if (figure.trips > 0) {
                double bare = Double.parseDouble(run(here, "RoundTrips", figure).split(" ")[1]);
                all.toBare.add(figure.which + " " + figure.trips * bare + " us", mine);
            }
            if (redisson != null && figure.redisson) {
                all.toRedisson.add(run(redisson, "RedissonCalls", figure), mine);
                processor("RedissonCalls", figure, all.redissonProcessor, all.redissonServer);
            }
            processor("ClusterCalls", figure, all.processor, all.serverProcessor);
            all.pythonProcessor.add(python.processorSeconds("remote " + figure.which, figure.work, options));
        }
        return all;
    }

    private void print(Figure figure, Measured all) {
        boolean beside = redisson != null && figure.redisson;
        IO.println(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s | %s |",
                figure.title,
                all.toPython.hereText(),
                all.toPython.pythonText(),
                ratio(all.toPython, PEER_GOAL),
                beside ? all.toRedisson.pythonText() : "-",
                beside ? ratio(all.toRedisson, PEER_GOAL) : "-",
                figure.trips > 0 ? bare(figure, all.toBare) : "-",
                processor(all, beside)));
    }

    private static String ratio(Rounds rounds, double goal) {
        return String.format(
                Locale.ROOT,
                "%.1f (%.1f to %.1f)%s",
                rounds.ratio(),
                rounds.lowestRatio(),
                rounds.highestRatio(),
                rounds.ratio() >= goal ? "" : ", missed");
    }

    /** How many times the bare round trips it takes, which is a ratio the other way round. */
    private static String bare(Figure figure, Rounds rounds) {
        return String.format(
                Locale.ROOT,
                "%d: %.2f (%.2f to %.2f)%s",
                figure.trips,
                1 / rounds.ratio(),
                1 / rounds.highestRatio(),
                1 / rounds.lowestRatio(),
                1 / rounds.ratio() <= BARE_GOAL ? "" : ", missed");
    }

    private static String processor(Measured all, boolean beside) {
        return String.format(
                Locale.ROOT,
                "%.2f + %.2f s, %.2f s, %s",
                Rounds.median(all.processor),
                Rounds.median(all.serverProcessor),
                Rounds.median(all.pythonProcessor),
                beside
                        ? String.format(
                                Locale.ROOT,
                                "%.2f + %.2f s",
                                Rounds.median(all.redissonProcessor),
                                Rounds.median(all.redissonServer))
                        : "-");
    }

    private void printTable() throws Exception {
        IO.println("| operation | here | CPython | ratio | Redisson | ratio | times the bare round trips"
                + " | processor time: here + server, CPython, Redisson + server |");
        IO.println("|---|---:|---:|---:|---:|---:|---:|---:|");
        for (var figure : FIGURES) {
            if (options.only().matcher(figure.title).find()) {
                print(figure, measure(figure));
            }
        }
    }

    private static Path serverProgram() {
        return Stream.of("valkey-server", "redis-server")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no valkey-server and no redis-server on the PATH"));
    }

    private static Connection connect(int port) throws InterruptedException {
        while (true) {
            try {
                var connection = new Connection(new HostAndPort("127.0.0.1", port));
                connection.connect();
                return connection;
            } catch (redis.clients.jedis.exceptions.JedisConnectionException e) {
                Thread.sleep(20); // it starts
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static void main(String[] args) throws Exception {
        var options = Options.parse(args);
        var python = Python.find();
        int port = freePort();
        Process server = new ProcessBuilder(
                        serverProgram().toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var control = connect(port)) {
            IO.println(
                    Machine.describe(python.version()) + ", " + serverProgram().getFileName());
            IO.println("load average before: " + Machine.load() + "\n");
            new ClusterFigures(options, python, "redis://127.0.0.1:" + port, server.toHandle(), control).printTable();
            IO.println(note(options));
            IO.println("load average after: " + Machine.load());
        } finally {
            server.destroyForcibly();
        }
    }

    private static String note(Options options) {
        return """

            Medians of %d rounds, in which the sides take turns; each round is a new program on each side. A ratio above 1 means
            faster than the peer, with the lowest and the highest of a round in parentheses. It works %s s (CPython %s s) before
            the %s s that count. The round trips are answers to PING. The processor time is another program's, user and system
            time of all its processes, from its start until a fixed amount of work is done, and what the server took meanwhile.
            """.formatted(options.rounds(), options.warmUp(), options.pythonWarmUp(), options.measure());
    }
}
