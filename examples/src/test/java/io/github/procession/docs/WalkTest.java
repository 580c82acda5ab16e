package io.github.procession.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The walk quotes code that stands at the lines that it names, and nowhere else in the file, so that a line that has moved can
 * be found. With {@code -Dwalk.update=true} the test writes the right lines into the document.
 */
class WalkTest {
    private static final Pattern REFERENCE = Pattern.compile("`(\\w+\\.java):(\\d+)`\\s+`([^`]+)`");
    private static final int FEWEST = 30;
    private static final boolean UPDATES = Boolean.getBoolean("walk.update");

    @Test
    void quotesCodeThatStandsAtItsLineAlone() throws IOException {
        Path document = Markdown.root().resolve("docs/walk.md");
        String text = Files.readString(document);
        Map<String, List<Path>> sources = sources();
        List<String> faults = new ArrayList<>();
        int references = 0;
        StringBuilder updated = new StringBuilder();
        Matcher reference = REFERENCE.matcher(text);
        while (reference.find()) {
            references++;
            String file = reference.group(1);
            int line = Integer.parseInt(reference.group(2));
            List<Integer> places = places(sources.getOrDefault(file, List.of()), reference.group(3));
            int right = places.isEmpty() ? 0 : places.getFirst();
            if (places.size() != 1) {
                faults.add(file + " has " + reference.group(3) + " in the lines " + places + ", not in one");
            } else if (right != line && !UPDATES) {
                faults.add(file + ":" + line + " is line " + right + " now");
            }
            String found = right == 0 ? reference.group() : reference.group().replaceFirst(":\\d+`", ":" + right + "`");
            reference.appendReplacement(updated, Matcher.quoteReplacement(found));
        }
        reference.appendTail(updated);
        if (UPDATES) {
            Files.writeString(document, updated);
        }
        assertEquals(List.of(), faults, "run this test with -Dwalk.update=true to have the lines set right");
        assertTrue(references >= FEWEST, "the walk has " + references + " references only");
    }

    private static Map<String, List<Path>> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : List.of("ipc", "core")) {
            try (var files = Files.walk(Markdown.root().resolve(module + "/src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
            }
        }
        return all.stream()
                .collect(Collectors.groupingBy(file -> file.getFileName().toString()));
    }

    /** Numbers of the lines with the code. */
    private static List<Integer> places(List<Path> files, String code) throws IOException {
        List<Integer> places = new ArrayList<>();
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 1; i <= lines.size(); i++) {
                if (lines.get(i - 1).contains(code)) {
                    places.add(i);
                }
            }
        }
        return places;
    }
}
