import io.github.procession.cluster.Cluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Counts the words of a tree of files on all machines of a cluster: java WordCount.java redis://host/words FOLDER. */
class WordCount {
    private static final Pattern NO_LETTERS = Pattern.compile("\\P{L}+");

    record Count(long worker, Map<String, Integer> words) {}

    /** Runs on a machine that has neither this class nor the file. */
    static Count count(String text) {
        Map<String, Integer> words = new HashMap<>();
        for (String word : NO_LETTERS.split(text.toLowerCase())) {
            if (!word.isEmpty()) {
                words.merge(word, 1, Integer::sum);
            }
        }
        return new Count(ProcessHandle.current().parent().orElseThrow().pid(), words);
    }

    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static void main(String[] args) throws Exception {
        Map<String, Integer> total = new HashMap<>();
        Map<Long, Integer> filesOf = new TreeMap<>();
        try (var cluster = args[0].equals("local") ? Cluster.local() : Cluster.connect(args[0]);
                var pool = cluster.pool(64);
                Stream<Path> files = Files.walk(Path.of(args[1]))) {
            Stream<String> texts = files.filter(Files::isRegularFile).map(WordCount::read);
            // read as they are needed: no more of them are under way than the pool's buffer
            for (Count count : pool.retries(2).imapUnordered(WordCount::count, texts)) {
                filesOf.merge(count.worker(), 1, Integer::sum);
                count.words().forEach((word, n) -> total.merge(word, n, Integer::sum));
            }
        }
        total.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(10)
                .forEach(each -> System.out.println(each.getValue() + " " + each.getKey()));
        filesOf.forEach((worker, n) -> System.out.println("worker " + worker + " counted " + n + " files"));
    }
}
