package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/cluster.md do what the page says. */
class DocumentTest {
    private static final Pattern PROGRAM = Pattern.compile("```java\n([^`]*?class (\\w+) .*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void programsOfThePageWorkTogether() throws Exception {
        Matcher programs = PROGRAM.matcher(Files.readString(page()));
        List<Path> files = new ArrayList<>();
        while (programs.find()) {
            Path file = folder.resolve(programs.group(2) + ".java");
            String text = programs.group(1)
                    .replace(
                            "redis://localhost/",
                            "redis://127.0.0.1:" + TestServer.shared().port() + "/");
            files.add(Files.writeString(file, text));
        }
        assertEquals(
                List.of("Primes.java", "Shop.java", "Warehouse.java"),
                files.stream().map(file -> file.getFileName().toString()).toList());
        java.lang.Process primes = SourceProgram.start(files.get(0));
        try (BufferedReader output = new BufferedReader(new InputStreamReader(primes.getInputStream()))) {
            assertEquals("9592 primes", output.readLine());
        }
        assertEquals(0, primes.waitFor());
        java.lang.Process warehouse = SourceProgram.start(files.get(2));
        try {
            java.lang.Process shop = SourceProgram.start(files.get(1));
            try (BufferedReader output = new BufferedReader(new InputStreamReader(shop.getInputStream()))) {
                assertEquals("100 shipped", output.readLine());
            }
            assertEquals(0, shop.waitFor());
        } finally {
            warehouse.destroyForcibly();
        }
    }

    private static Path page() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docs/cluster.md"))) {
            here = here.getParent();
        }
        return here.resolve("docs/cluster.md");
    }
}
