package io.github.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files of the main sources of all modules that are longer than most say why, before their class begins; others do not. */
class LongFilesSayWhyTest {
    private static final int LONG = 300;
    private static final String REASON = "// Longer than most: ";
    private static final Pattern TYPE = Pattern.compile(
            "(?:(?:public|abstract|final|sealed|non-sealed) )*" + "(?:class|interface|enum|record|@interface) .*");

    @Test
    void eachFileOfMoreThan300LinesSaysWhy() throws IOException {
        List<String> faults = new ArrayList<>();
        int files = 0;
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path sources : modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList()) {
                for (Path file : javaFiles(sources)) {
                    check(file, faults);
                    files++;
                }
            }
        }
        assertTrue(files > 500, "only " + files + " files were found");
        assertEquals("", String.join("\n", faults));
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static void check(Path file, List<String> faults) throws IOException {
        List<String> lines = Files.readAllLines(file);
        boolean saysWhy = lines.stream().anyMatch(line -> line.startsWith(REASON));
        if (lines.size() <= LONG) {
            if (saysWhy) {
                faults.add(file + " has only " + lines.size() + " lines and says why it is long");
            }
        } else if (lines.stream()
                .takeWhile(line -> !TYPE.matcher(line).matches())
                .noneMatch(line -> line.startsWith(REASON))) {
            faults.add(file + " has " + lines.size() + " lines and no \"" + REASON + "...\" before its class");
        }
    }
}
