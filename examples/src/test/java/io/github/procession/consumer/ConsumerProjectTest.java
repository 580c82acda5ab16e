package io.github.procession.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project that has a Maven dependency on the library, and nothing else of it, runs the snippets of the design. */
class ConsumerProjectTest {
    @Test
    void runsOnTheClassPath(@TempDir Path folder) throws Exception {
        var project = new ConsumerProject(folder);
        var printed = project.run("--enable-native-access=ALL-UNNAMED -cp %classpath shop.Main");
        assertTrue(printed.getFirst().startsWith("running in unnamed module"), printed::toString);
        assertSnippetsRan(printed);
    }

    @Test
    void runsAsANamedModule(@TempDir Path folder) throws Exception {
        var project = new ConsumerProject(folder);
        Files.copy(
                folder.resolve("src/main/module/module-info.java"), folder.resolve("src/main/java/module-info.java"));
        var printed = project.run("--enable-native-access=io.github.procession.ipc -p %classpath -m shop/shop.Main");
        assertEquals("running in module shop", printed.getFirst(), printed::toString);
        assertSnippetsRan(printed);
    }

    private static void assertSnippetsRan(List<String> printed) {
        assertEquals(11, printed.size(), printed::toString);
        var downloads = List.of("a.pdf took 6 hundredths of a second", "b.avi took 7 hundredths of a second");
        assertEquals(downloads, printed.subList(1, 3).stream().sorted().toList());
        assertTrue(
                printed.get(3)
                        .matches("\\d+ OptionalInt\\[0] <Process name='worker-b' pid=\\d+ parent=\\d+ stopped"
                                + " exitcode=0 daemon>"),
                printed::toString);
        for (int i = 0; i < 3; i++) {
            assertTrue(printed.get(4 + i).matches("\\d+ " + i), printed::toString);
        }
        assertEquals(
                List.of("sum of the slices: 21", "sum through captured queues: 42", "echo: {k=1}", "till: 60"),
                printed.subList(7, 11));
    }
}
