package io.github.procession.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs programs of the size that tutorials have, whole, from launch to end: CPython with spawn, CPython with fork, and
 * here, in turns. All must print the same. Prints wall-clock and processor time as a Markdown table, with the ratios to both
 * start methods and their geometric means: {@code rounds=N only=REGEX where=all|one|busy}.
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
    private final List<Column> columns = Stream.generate(Column::new).limit(4).toList();

    private Programs(Placement placement, int rounds, Pattern only, String python, Path folder) {
        this.placement = placement;
        this.rounds = rounds;
        this.only = only;
        this.python = python;
        this.folder = folder;
    }

    private Way python(Program program, String method) {
        String file = folder.resolve(program.file + ".py").toString();
        return new Way(placement.place(List.of(python, file)), Map.of("BENCHMARK_METHOD", method));
    }

    private Way here(Program program) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Programs.class.getPackageName() + ".programs." + program.main);
        return new Way(placement.place(command), Map.of());
    }

    private void print(Program program) throws Exception {
        var spawn = python(program, "spawn");
        var fork = python(program, "fork");
        var here = here(program);
        for (int round = 0; round < rounds; round++) {
            for (var way : List.of(spawn, here, fork)) {
                way.run();
            }
        }
        if (!spawn.output.equals(here.output) || !fork.output.equals(here.output)) {
            throw new IllegalStateException(
                    program + " prints\n" + spawn.output + "\nin CPython, and here\n" + here.output);
        }
        IO.println(String.format(
                Locale.ROOT,
                "| %s | %.0f, %.0f, %.0f ms | %s | %s | %.2f, %.2f, %.2f s | %s | %s |",
                program.file,
                spawn.wall() * 1e3,
                fork.wall() * 1e3,
                here.wall() * 1e3,
                columns.get(0).add(spawn.wall() / here.wall()),
                columns.get(1).add(fork.wall() / here.wall()),
                spawn.processor(),
                fork.processor(),
                here.processor(),
                columns.get(2).add(spawn.processor() / here.processor()),
                columns.get(3).add(fork.processor() / here.processor())));
    }

    private void printTable() throws Exception {
        IO.println("| program | time: spawn, fork, here | ratio to spawn | to fork"
                + " | processor time: spawn, fork, here | ratio to spawn | to fork |");
        IO.println("|---|---:|---:|---:|---:|---:|---:|");
        try (var _ = placement.spin()) {
            for (var program : ALL) {
                if (only.matcher(program.file).find()) {
                    print(program);
                }
            }
        }
        IO.println("| **geometric mean** | | %s | %s | | %s | %s |"
                .formatted(columns.stream().map(Column::mean).toArray()));
    }

    static void main(String[] args) throws Exception {
        var options = Options.parse(args);
        var python = Python.find();
        IO.println(
                Machine.describe(python.version()) + ", " + options.placement().title());
        IO.println("load average before: " + Machine.load() + "\n");
        new Programs(
                        options.placement(),
                        options.rounds(),
                        options.only(),
                        python.executable(),
                        python.folder().resolve("programs"))
                .printTable();
        IO.println("\nMedians of " + options.rounds() + " rounds; a ratio above 1 means faster than CPython. "
                + "Load average after: " + Machine.load());
    }
}
