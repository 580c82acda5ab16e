package io.github.procession.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Time from Enter to the first line of a program that starts one child, in each way that a source file can be run. */
final class FirstLine {
    private static final String JAVA_SOURCE = """
        import io.github.procession.multiprocessing.Process;

        class Hello {
            static void greet(String name) {
                IO.println("hello " + name);
            }

            void main() throws Exception {
                var process = new Process(Hello::greet, "world");
                process.start();
                process.join();
            }
        }
        """;

    private static final String PYTHON_SOURCE = """
        from multiprocessing import Process, set_start_method
        import sys

        def greet(name):
            print("hello", name, flush=True)

        if __name__ == "__main__":
            set_start_method(sys.argv[1])
            process = Process(target=greet, args=("world",))
            process.start()
            process.join()
        """;

    private FirstLine() {}

    /** Milliseconds until the first line; the program ends before the next one starts. */
    private static double millis(List<String> command, Path folder) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(Redirect.INHERIT);
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        long start = System.nanoTime();
        Process process = builder.start();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            double millis = Measure.secondsSince(start) * 1e3;
            if (!"hello world".equals(line) || process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " printed " + line);
            }
            return millis;
        }
    }

    private static List<String> printed(List<String> command, Path folder) throws IOException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(Redirect.INHERIT);
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        try (BufferedReader lines = builder.start().inputReader()) {
            return lines.lines().toList();
        }
    }

    static void main(String[] args) throws Exception {
        if (args.length < 1 || args.length > 2) {
            throw new IllegalArgumentException("want JAR_OF_THE_TOOLS [ROUNDS]");
        }
        int rounds = args.length == 2 ? Integer.parseInt(args[1]) : 5;
        Path folder = Files.createTempDirectory("first-line");
        try {
            measure(Path.of(args[0]).toAbsolutePath(), rounds, folder);
        } finally {
            try (var files = Files.walk(folder)) {
                files.map(Path::toFile).sorted(Comparator.reverseOrder()).forEach(File::delete);
            }
        }
    }

    private static void measure(Path tools, int rounds, Path folder) throws Exception {
        Files.writeString(folder.resolve("Hello.java"), JAVA_SOURCE);
        Files.writeString(folder.resolve("hello.py"), PYTHON_SOURCE);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String python = Python.find().executable();
        var tool = List.of(java, "-jar", tools.toString(), "run");
        IO.println("load average before: " + Machine.load());
        IO.println(String.format(
                Locale.ROOT, "procession run, the first time: %.0f ms", millis(with(tool, "Hello.java"), folder)));

        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put(
                "java Hello.java",
                List.of(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "Hello.java"));
        ways.put("procession run Hello.java", with(tool, "Hello.java"));
        ways.put("the command of run --print-command", printed(with(tool, "--print-command", "Hello.java"), folder));
        ways.put("python3 hello.py, spawn", List.of(python, "hello.py", "spawn"));
        ways.put("python3 hello.py, fork", List.of(python, "hello.py", "fork"));
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) { // in turns
            for (var way : ways.entrySet()) {
                times.computeIfAbsent(way.getKey(), _ -> new ArrayList<>()).add(millis(way.getValue(), folder));
            }
        }
        IO.println("| from Enter to the first line | ms |\n|---|---:|");
        times.forEach((way, all) -> IO.println(String.format(Locale.ROOT, "| %s | %.0f |", way, Rounds.median(all))));
        IO.println("load average after: " + Machine.load());
    }

    private static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }
}
