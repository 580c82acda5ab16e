package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs with pools print what their tutorials say. */
class PoolProgramsTest {
    @Test
    void tenTasksRunInThreeProcesses() throws Exception {
        var run = Run.ofHealthy(PoolTasks.class);
        run.assertPrinted(10, "task \\d starts in process \\d+");
        run.assertPrinted(10, "task \\d ends in process \\d+ after .* s");
        long processes = run.out().stream()
                .filter(line -> line.contains("starts in process"))
                .map(line -> line.replaceAll(".* ", ""))
                .distinct()
                .count();
        assertTrue(processes >= 1 && processes <= 3, run::toString);
        assertEquals("all tasks end", run.out().getLast());
    }

    @Test
    void aFolderIsCopiedWithAllThatIsInIt(@TempDir Path folder) throws Exception {
        Path from = folder.resolve("from");
        for (int i = 0; i < 30; i++) {
            Path file = from.resolve("sub " + i % 3).resolve("file " + i);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[i * 1000]);
        }
        Files.createDirectories(from.resolve("empty"));
        var run = Run.ofHealthy(CopyFolder.class, from.toString());
        run.assertPrinted(1, "30 files with 435,000 bytes copied to .*");
        run.assertPrinted(1, "The checksums are equal\\.");
        assertTrue(
                run.out().stream().anyMatch(line -> line.contains("copying") && line.contains("100%")), run::toString);
        Path copy = folder.resolve("from copy");
        assertTrue(Files.isDirectory(copy.resolve("empty")));
        assertEquals(CopyFolder.checksums(from), CopyFolder.checksums(copy));
    }

    @Test
    void aCrawlFindsAllPagesAndTellsWhatIsMissing() throws Exception {
        var run = Run.ofHealthy(CrawlWithPool.class);
        run.assertPrinted(1, "60 pages with [0-9,]+ words, fetched by \\d processes");
        run.assertPrinted(1, "failed: \\[/missing: status 404]");
    }

    @Test
    void fiveTasksRunInFourProcesses() throws Exception {
        var run = Run.ofHealthy(PoolOfFour.class);
        run.assertPrinted(5, "run task [0-4] \\(\\d+\\)");
        run.assertPrinted(5, "task [0-4] ran [0-9.]+ seconds");
        run.assertPrinted(1, "Waiting for all tasks\\.\\.\\.");
        assertEquals("All tasks have ended.", run.out().getLast());
    }

    @Test
    void aBatchOfCopiesReportsThroughAQueue(@TempDir Path folder) throws Exception {
        Path from = Files.createDirectories(folder.resolve("from"));
        for (int i = 0; i < 8; i++) {
            Files.write(from.resolve("file " + i), new byte[i * 1000]);
        }
        var run = Run.ofHealthy(BatchCopyThroughQueue.class, from.toString());
        run.assertPrinted(1, "Copy progress 12.50 %"); // a carriage return ends a line, too
        run.assertPrinted(1, "Copy progress 100.00 %");
        assertEquals("copied 8 files, all equal: true", run.out().getLast());
        assertEquals(
                -1,
                Files.mismatch(
                        from.resolve("file 7"), folder.resolve("fromCopy").resolve("file 7")));
    }

    @Test
    void eachProcessFetchesAThousandPages() throws Exception {
        var run = Run.ofHealthy(ProcessesWithCoroutines.class);
        long processes = run.count("process \\d+ fetched 1000 pages in .* s");
        long pages = processes * 1000;
        assertEquals(
                pages + " pages, their numbers add up to " + pages * (pages - 1) / 2,
                run.out().getLast());
    }
}
