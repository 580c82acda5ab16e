package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The word count counts right, and with several processes as with one. */
class WordCountTest {
    @Test
    void countsTheWordsOfAllFilesOfATree(@TempDir Path folder) throws Exception {
        int files = 40;
        for (int i = 0; i < files; i++) {
            var below = Files.createDirectories(folder.resolve("part" + i % 3));
            Files.writeString(below.resolve("file" + i + ".txt"), "der Fluß, the river; the_end!\nn" + i + " the");
        }
        var run = Run.ofHealthy(WordCount.class, folder.toString());
        assertEquals("40 files, 280 words, 45 of them different", run.out().get(1));
        run.assertPrintedInOrder("          80 the", "          40 Fluß", "          40 der", "          40 river");
        assertEquals("The counts are equal.", run.out().getLast());
    }
}
