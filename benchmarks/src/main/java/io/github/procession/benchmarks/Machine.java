package io.github.procession.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** What a reader has to know of the machine that the figures come from. */
final class Machine {
    private static final Path LOAD = Path.of("/proc/loadavg");
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    static String describe(String pythonVersion) throws IOException {
        return "%d processors (%s), %s %s, JDK %s, CPython %s, %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version(),
                        pythonVersion,
                        LocalDate.now());
    }

    private static String processor() throws IOException {
        if (Files.isReadable(PROCESSORS)) {
            try (var lines = Files.lines(PROCESSORS)) {
                var model = lines.filter(line -> line.startsWith("model name")).findFirst();
                if (model.isPresent()) {
                    return model.get().substring(model.get().indexOf(':') + 1).strip();
                }
            }
        }
        return System.getProperty("os.arch");
    }

    /** How many programs wanted a processor in the last minute, or "unknown". */
    static String load() throws IOException {
        return Files.isReadable(LOAD) ? Files.readString(LOAD).split(" ")[0] : "unknown";
    }
}
