package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in which processes win do with little work what they do with much. No time that they print is judged. */
class WorkProgramsTest {
    private static final String TIMES =
            "one process [0-9.]+ s, (\\d+) processes on \\1 processors [0-9.]+ s: [0-9.]+ times as fast";

    private static Run race(Class<?> program, String... arguments) throws Exception {
        var run = Run.ofHealthy(program, arguments);
        run.assertPrinted(1, TIMES);
        assertTrue(
                run.out().getFirst().matches(".*: [\\d,]+ tasks, first for one process, then for \\d+"), run::toString);
        assertEquals("The results are equal.", run.out().getLast());
        return run;
    }

    @Test
    void processesFindTheSamePointsOfTheMandelbrotSet() throws Exception {
        race(Mandelbrot.class, "1").assertPrinted(1, "points of 1200 x 8 in the Mandelbrot set: [1-9]\\d+");
    }

    @Test
    void processesFindTheSamePi() throws Exception {
        race(MonteCarlo.class, "1").assertPrinted(1, "pi from 30,000,000 points: 3\\.14\\d+");
    }

    @Test
    void processesCompressTheSameBytes() throws Exception {
        race(CompressFile.class, "1").assertPrinted(1, "\\d+ blocks of modules become bytes: [1-9]\\d+");
    }

    @Test
    void whatProcessesHaveCompressedIsWhatGunzipReads(@TempDir Path folder) throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(folder.resolve("file"), bytes);
        Path parts = Files.createDirectory(folder.resolve("parts"));
        race(CompressFile.class, "100", file.toString(), parts.toString())
                .assertPrinted(1, "3 blocks of file become bytes: [1-9]\\d+");
        var all = new ByteArrayOutputStream();
        try (var compressed = Files.list(parts)) {
            for (Path part : compressed.sorted().toList()) {
                Files.copy(part, all);
            }
        }
        try (var input = new GZIPInputStream(new ByteArrayInputStream(all.toByteArray()))) {
            assertArrayEquals(bytes, input.readAllBytes());
        }
    }

    @Test
    void theSumOfASharedArrayAndOfRangesAreRight() throws Exception {
        Run.ofHealthy(SumWithSharedArray.class, "1")
                .assertPrinted(1, "the sum of a shared array: 500,000,500,000, equal: true");
        Run.ofHealthy(SumWithRanges.class).assertPrinted(1, "the sum of ranges: 5,000,000,050,000,000, equal: true");
    }

    @Test
    void eightProcessesFindTheSumOfTheirSlices() throws Exception {
        var run = Run.ofHealthy(SumWithEightProcesses.class, "1");
        run.assertPrinted(1, "One process: 500,000,500,000");
        run.assertPrinted(1, "Eight processes: 500,000,500,000");
        run.assertPrintedInOrder(
                "The numbers from 1 to 1,000,000 are added by one process.",
                "One process: 500,000,500,000",
                "The same by 8 processes, each with an array of its own.",
                "Eight processes: 500,000,500,000");
        run.assertPrinted(1, "Eight processes took .* s to make and hand out 8 MB, .* s until the last had added\\.");
        assertEquals("The sums are equal.", run.out().getLast());
    }

    @Test
    void oneProcessFindsTheSum() throws Exception {
        Run.ofHealthy(SumWithOneProcess.class).assertPrinted(1, "One process: 5,000,000,050,000,000");
    }

    @Test
    void aPoolSurvivesWhatItsTasksDo() throws Exception {
        var run = Run.ofOneThatLosesWorkers("en", SurvivesAnything.class);
        run.assertPrinted(1, "System.exit: the worker was lost, exit code 7; the pool answers 42");
        run.assertPrinted(1, "native crash: the worker was lost, exit code -?\\d+; the pool answers 42");
        run.assertPrinted(1, "endless loop: stopped at its time limit; the pool answers 42");
        run.assertPrinted(1, "heap exhausted: the worker was lost, exit code 3; the pool answers 42");
        run.assertPrinted(1, "endless recursion: StackOverflowError; the pool answers 42");
        assertEquals("All is well.", run.out().getLast());
    }

    @Test
    void tasksHaveATimeLimitAndAMemoryLimit() throws Exception {
        var run = Run.ofOneThatLosesWorkers("en", LimitsOfTasks.class);
        run.assertPrintedInOrder("work: done", "work: stopped at its time limit", "memory: 10 MB kept");
        assertEquals("memory: over its limit, exit code 3", run.out().getLast());
    }

    @Test
    void eachProcessHasTheLibraryForItself() throws Exception {
        var run = Run.ofHealthy(NotThreadSafeLibrary.class);
        run.assertPrinted(1, "four threads: \\d+ of 20000 results are wrong");
        assertEquals("four processes: 0 of 20000 results are wrong", run.out().getLast());
    }

    @Test
    void pausesAreMeasuredInOneHeapAndInTwo() throws Exception {
        var run = Run.ofHealthy(HeapsOfTheirOwn.class);
        run.assertPrinted(1, "A heap is filled with 100 MB of small objects, and a clock ticks in it 1,000 times\\.");
        run.assertPrinted(1, "in one heap the clock stood still for \\d+ ms");
        run.assertPrinted(1, "in a heap of its own it stood still for \\d+ ms");
    }
}
