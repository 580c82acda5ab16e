package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the folder examples, started from their source files: the workers have none of their classes. */
class ExamplesTest {
    @TempDir
    Path folder;

    private static java.lang.Process start(String program, String... args) throws IOException {
        Path file = Path.of("examples", program);
        return SourceProgram.start(
                Files.exists(file) ? file : Path.of("cluster").resolve(file), args);
    }

    @Test
    void wordsAreCountedByThreeWorkers() throws Exception {
        for (int i = 0; i < 60; i++) {
            Path file = folder.resolve("part" + i % 3).resolve(i + ".txt");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "the more the merrier ".repeat(i + 1));
        }
        String url = TestServer.shared().url("words");
        try (WorkerProcess _ = WorkerProcess.start(url, null, "--slots", "1");
                WorkerProcess _ = WorkerProcess.start(url, null, "--slots", "1");
                WorkerProcess _ = WorkerProcess.start(url, null, "--slots", "1")) {
            java.lang.Process program = start("WordCount.java", url, folder.toString());
            List<String> lines = lines(program);
            assertEquals(List.of("3660 the", "1830 merrier", "1830 more"), lines.subList(0, 3));
            assertEquals(
                    60,
                    lines.stream()
                            .filter(line -> line.startsWith("worker "))
                            .mapToInt(line -> Integer.parseInt(line.split(" ")[3]))
                            .sum());
            assertEquals(0, program.waitFor());
        }
    }

    private static List<String> lines(java.lang.Process program) throws IOException {
        try (BufferedReader output = new BufferedReader(new InputStreamReader(program.getInputStream()))) {
            return output.lines().toList();
        }
    }

    @Test
    void pictureIsDrawnThoughAWorkerIsKilled() throws Exception {
        String url = TestServer.shared().url("render");
        Path picture = folder.resolve("picture.png");
        try (WorkerProcess killed = WorkerProcess.start(url, null, "--slots", "1");
                WorkerProcess _ = WorkerProcess.start(url, null, "--slots", "1")) {
            java.lang.Process program = start("RenderFarm.java", url, picture.toString());
            try (BufferedReader output = new BufferedReader(new InputStreamReader(program.getInputStream()))) {
                assertEquals("24 of 144 tiles", output.readLine());
                killed.kill();
                Leases.runOutAtServer(TestServer.shared(), "render", killed.pid());
                String last = null;
                for (String line; (line = output.readLine()) != null; ) {
                    last = line;
                }
                assertTrue(String.valueOf(last).contains("drawn by"), last);
            }
            assertEquals(0, program.waitFor());
        }
        BufferedImage image = ImageIO.read(picture.toFile());
        assertEquals(0xff000000, image.getRGB(450, 384), "inside");
        for (int tile = 32; tile < 768; tile += 64) {
            assertNotEquals(0xff000000, image.getRGB(tile, 1), "every tile of the upper edge is drawn");
        }
    }

    @Test
    void firstTryNeedsNothing() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "one word");
        java.lang.Process program = start("WordCount.java", "local", folder.toString());
        assertEquals(List.of("1 one", "1 word"), lines(program).subList(0, 2));
        assertEquals(0, program.waitFor());
    }
}
