package io.github.procession.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs programs of the size that tutorials have, whole, from launch to end: CPython with spawn, CPython with fork, and
 * here, in turns, without and with an archive of classes for the program's own JVM, which the JDK makes in a run before. All must print
 * the same. Prints wall-clock and processor time as a Markdown table, with the ratios to both start methods and their geometric means:
 * {@code rounds=N only=REGEX where=all|one|busy}.
 */
final class Programs {
    /** CPython's file, and the class beside it. */
    private record Program(String file, String main) {}

    private static final List<Program> ALL = List.of(
            new Program("one_process", "OneProcess"),
            new Program("two_downloads", "TwoDownloads"),
            new Program("subclass", "Subclass"),
            new Program("terminated", "Terminated"),
            new Program("producer_consumer", "ProducerConsumer"),
            new Program("poison_pills", "PoisonPills"),
            new Program("ping_pong", "PingPong"),
            new Program("pool_map", "PoolMap"),
            new Program("pool_calls", "PoolCalls"),
            new Program("primes", "Primes"),
            new Program("counter", "Counter"),
            new Program("shared_array", "SharedArray"),
            new Program("event", "EventProgram"),
            new Program("condition", "ConditionProgram"),
            new Program("barrier", "BarrierProgram"),
            new Program("semaphore", "SemaphoreProgram"),
            new Program("sum_slices", "SumSlices"),
            new Program("mandelbrot", "Mandelbrot"),
            new Program("monte_carlo", "MonteCarlo"),
            new Program("map_reduce", "MapReduce"),
            new Program("executor_primes", "ExecutorPrimes"),
            new Program("matrix", "Matrix"),
            new Program("merge_sort", "MergeSort"),
            new Program("threads", "ThreadsProgram"),
            new Program("thread_queue", "ThreadQueue"),
            new Program("commands", "Commands"));

    /** One of the three ways of running a program, with what its rounds took. */
    private static final class Way {
        private final List<String> command;
        private final Map<String, String> environment;
        private final List<Double> seconds = new ArrayList<>();
        private final List<Double> processorSeconds = new ArrayList<>();
        private String output;

        Way(List<String> command, Map<String, String> environment) {
            this.command = command;
            this.environment = environment;
        }

        void run() throws Exception {
            double before = ProcessTree.waitedForSeconds();
            long start = System.nanoTime();
            output = Side.run(command, environment);
            seconds.add(Measure.secondsSince(start));
            processorSeconds.add(ProcessTree.waitedForSeconds() - before);
        }

        double wall() {
            return Rounds.median(seconds);
        }

        double processor() {
            return Rounds.median(processorSeconds);
        }
    }

    /** Ratios of one column, for their geometric mean. */
    private static final class Column {
        private double logarithms;
        private int count;

        String add(double ratio) {
            logarithms += Math.log(ratio);
            count++;
            return String.format(Locale.ROOT, "%.2f", ratio);
        }

        String mean() {
            return String.format(Locale.ROOT, "**%.2f**", Math.exp(logarithms / count));
        }
    }

    private final Placement placement;
    private final int rounds;
    private final Pattern only;
    private final String python;
    private final Path folder;
    private final Path archives;
    private final List<Column> columns = Stream.generate(Column::new).limit(8).toList();

    private Programs(Placement placement, int rounds, Pattern only, String python, Path folder, Path archives) {
        this.placement = placement;
        this.rounds = rounds;
        this.only = only;
        this.python = python;
        this.folder = folder;
        this.archives = archives;
    }

    private Way python(Program program, String method) {
        String file = folder.resolve(program.file + ".py").toString();
        return new Way(placement.place(List.of(python, file)), Map.of("BENCHMARK_METHOD", method));
    }

    private Way here(Program program, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Programs.class.getPackageName() + ".programs." + program.main));
        return new Way(placement.place(command), Map.of());
    }

    private Path archive(Program program) {
        return archives.resolve(program.file + ".jsa");
    }

    /** The JVM's messages are off: it prints on stdout which classes it leaves out. */
    private Way archived(Program program) {
        return here(
                program,
                List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + archive(program), "-Xlog:disable"));
    }

    private void print(Program program) throws Exception {
        var spawn = python(program, "spawn");
        var fork = python(program, "fork");
        var here = here(program, List.of());
        var archived = archived(program);
        archived(program).run();
        for (int round = 0; round < rounds; round++) {
            for (var way : List.of(spawn, here, fork, archived)) {
                way.run();
            }
        }
        Files.delete(archive(program));
        for (var way : List.of(fork, here, archived)) {
            if (!spawn.output.equals(way.output)) {
                throw new IllegalStateException(program + " prints\n" + spawn.output + "\nin CPython, and\n"
                        + way.output + "\nby " + way.command);
            }
        }
        IO.println(String.format(
                Locale.ROOT,
                "| %s | %.0f, %.0f, %.0f, %.0f ms | %s, %s | %s, %s | %.2f, %.2f, %.2f, %.2f s | %s, %s | %s, %s |",
                program.file,
                spawn.wall() * 1e3,
                fork.wall() * 1e3,
                here.wall() * 1e3,
                archived.wall() * 1e3,
                columns.get(0).add(spawn.wall() / here.wall()),
                columns.get(1).add(spawn.wall() / archived.wall()),
                columns.get(2).add(fork.wall() / here.wall()),
                columns.get(3).add(fork.wall() / archived.wall()),
                spawn.processor(),
                fork.processor(),
                here.processor(),
                archived.processor(),
                columns.get(4).add(spawn.processor() / here.processor()),
                columns.get(5).add(spawn.processor() / archived.processor()),
                columns.get(6).add(fork.processor() / here.processor()),
                columns.get(7).add(fork.processor() / archived.processor())));
    }

    private void printTable() throws Exception {
        IO.println("| program | time: spawn, fork, here, with archive | ratio to spawn | to fork"
                + " | processor time: spawn, fork, here, with archive | ratio to spawn | to fork |");
        IO.println("|---|---:|---:|---:|---:|---:|---:|");
        try (var _ = placement.spin()) {
            for (var program : ALL) {
                if (only.matcher(program.file).find()) {
                    print(program);
                }
            }
        }
        IO.println("| **geometric mean** | | %s, %s | %s, %s | | %s, %s | %s, %s |"
                .formatted(columns.stream().map(Column::mean).toArray()));
    }

    static void main(String[] args) throws Exception {
        var options = Options.parse(args);
        var python = Python.find();
        IO.println(
                Machine.describe(python.version()) + ", " + options.placement().title());
        IO.println("load average before: " + Machine.load() + "\n");
        Path archives = Files.createTempDirectory("procession-archives");
        archives.toFile().deleteOnExit();
        new Programs(
                        options.placement(),
                        options.rounds(),
                        options.only(),
                        python.executable(),
                        python.folder().resolve("programs"),
                        archives)
                .printTable();
        IO.println("\nMedians of " + options.rounds() + " rounds; a ratio above 1 means faster than CPython. "
                + "Load average after: " + Machine.load());
    }
}
