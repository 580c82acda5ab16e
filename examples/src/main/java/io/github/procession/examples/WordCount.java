package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Count of the words of all files below a folder: one process alone, then one for each processor. The workers take
 * names of files from a queue, and each puts all that it has counted into another one as a map.
 *
 * <p>Without a folder as an argument it counts the sources of the JDK's module java.base, or, where the JDK came
 * without them, the files below the working directory.
 */
class WordCount {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");

    static void countWords(String file, Map<String, Integer> counts) throws IOException {
        var text = new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
        for (var matcher = WORD.matcher(text); matcher.find(); ) {
            counts.merge(matcher.group(), 1, Integer::sum);
        }
    }

    static Map<String, Integer> withOneProcess(List<String> files) throws IOException {
        var counts = new HashMap<String, Integer>();
        var progress = new Progress("one process", files.size());
        for (var file : files) {
            countWords(file, counts);
            progress.step();
        }
        return counts;
    }

    static void work(Queue<String> files, Queue<Map<String, Integer>> results)
            throws IOException, InterruptedException {
        var counts = new HashMap<String, Integer>();
        for (var file = files.get(); file != null; file = files.get()) {
            countWords(file, counts);
        }
        results.put(counts);
    }

    static Map<String, Integer> withProcesses(int processes, List<String> names) throws InterruptedException {
        var files = new Queue<String>();
        var results = new Queue<Map<String, Integer>>();
        for (int i = 0; i < processes; i++) {
            new Process(WordCount::work, files, results).start();
        }
        for (var name : names) {
            files.put(name);
        }
        for (int i = 0; i < processes; i++) {
            files.put(null); // nothing more comes
        }
        var counts = new HashMap<String, Integer>();
        for (int i = 0; i < processes; i++) {
            results.get().forEach((word, count) -> counts.merge(word, count, Integer::sum));
        }
        return counts;
    }

    static List<String> filesBelow(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }

    /** Copies a folder of a zip file to the disk. */
    static void unzip(Path zip, String folder, Path target) throws IOException {
        try (var fileSystem = FileSystems.newFileSystem(zip);
                var entries = Files.walk(fileSystem.getPath(folder))) {
            for (var entry : (Iterable<Path>) entries::iterator) {
                if (Files.isRegularFile(entry)) {
                    var copy = target.resolve(entry.toString().substring(1));
                    Files.createDirectories(copy.getParent());
                    Files.copy(entry, copy);
                }
            }
        }
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static void compare(Path folder) throws IOException, InterruptedException {
        var files = filesBelow(folder);
        int processes = Multiprocessing.cpuCount();
        IO.println("The words of %,d files are counted, first by one process, then by %d."
                .formatted(files.size(), processes));

        long start = System.nanoTime();
        var alone = withOneProcess(files);
        long middle = System.nanoTime();
        var together = withProcesses(processes, files);
        long end = System.nanoTime();

        long words = together.values().stream().mapToLong(Integer::longValue).sum();
        IO.println("%,d files, %,d words, %,d of them different".formatted(files.size(), words, together.size()));
        together.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(5)
                .forEach(entry -> IO.println("%,12d %s".formatted(entry.getValue(), entry.getKey())));
        IO.println("One process took %.2f s.".formatted((middle - start) / 1e9));
        IO.println("%d processes took %.2f s, moving %,d messages."
                .formatted(processes, (end - middle) / 1e9, files.size() + 2 * processes));
        IO.println(alone.equals(together) ? "The counts are equal." : "The counts DIFFER.");
    }

    static void main(String[] args) throws IOException, InterruptedException {
        var sources = Path.of(System.getProperty("java.home"), "lib", "src.zip");
        if (args.length > 0) {
            compare(Path.of(args[0]));
        } else if (Files.isReadable(sources)) {
            IO.println("The sources of java.base are unpacked.");
            var folder = Files.createTempDirectory("java.base");
            unzip(sources, "/java.base", folder);
            compare(folder);
            delete(folder);
        } else {
            compare(Path.of(""));
        }
    }
}
