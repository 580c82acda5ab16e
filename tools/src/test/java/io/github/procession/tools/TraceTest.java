package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.procession.multiprocessing.Pool;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Draws the time line of a real pool; where there is a browser, in it. */
class TraceTest {
    @TempDir
    private static Path folder;

    private static String html;
    private static String json;

    static int task(int number) throws Exception {
        Thread.sleep(5);
        if (number == 3) {
            throw new IllegalStateException("three");
        }
        return number;
    }

    @BeforeAll
    static void recordAndDraw() throws Exception {
        Path file = folder.resolve("root.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.github.procession.PoolTask").withoutThreshold();
            recording.start();
            var pool = Pool.builder()
                    .processes(2)
                    .workerNames(i -> "</script><b>&" + i)
                    .build();
            Stream.of(1, 2, 3, 4)
                    .map(i -> pool.applyAsync(TraceTest::task, i))
                    .toList()
                    .forEach(result -> {
                        try {
                            result.get();
                        } catch (Exception _) {
                            // the third
                        }
                    });
            pool.close();
            pool.join();
            recording.stop();
            recording.dump(file);
        }
        Files.createFile(folder.resolve("killed.jfr"));
        Running.Outcome trace = Running.procession(
                "trace",
                folder.toString(),
                "-o",
                folder.resolve("page.html").toString(),
                "--json",
                folder.resolve("trace.json").toString());
        assertEquals(0, trace.status(), trace::err);
        assertTrue(trace.err().contains("killed.jfr is empty: its process was killed"), trace::err);
        html = Files.readString(folder.resolve("page.html"));
        json = Files.readString(folder.resolve("trace.json"));
    }

    @Test
    void traceEventsHaveTasksOfEachWorker() {
        assertEquals(3, count("\"name\":\"task done\",\"cat\":\"procession\",\"ph\":\"X\""), json);
        assertEquals(1, count("\"name\":\"task failed\""), json);
        assertEquals(2, count("\"name\":\"process_name\""), json);
        assertEquals(2, count("\"name\":\"starting\""), json);
        assertEquals(2, count("\"exitCode\":0"), json);
    }

    private static int count(String text) {
        return (int)
                Pattern.compile(Pattern.quote(text)).matcher(json).results().count();
    }

    @Test
    void namesCannotLeaveTheData() {
        assertFalse(html.contains("</script><b>"), html);
        assertTrue(html.contains("document.body.dataset.drawn"), html);
        assertTrue(html.contains("\\u003c/script\\u003e\\u003cb\\u003e\\u00261"), html);
    }

    @Test
    void browserDrawsEachProcess() throws Exception {
        for (String name : List.of("chromium", "google-chrome", "chrome")) {
            for (String place : System.getenv("PATH").split(File.pathSeparator)) {
                if (new File(place, name).canExecute()) {
                    String page = inBrowser(place + "/" + name);
                    assertTrue(page.contains("data-drawn=\"2\""), page);
                    assertTrue(page.contains("2 processes, 4 tasks"), page);
                    assertTrue(page.contains("<td>&lt;/script&gt;&lt;b&gt;&amp;1</td>"), page);
                    return;
                }
            }
        }
        assumeTrue(false, "there is no browser");
    }

    private static String inBrowser(String browser) throws Exception {
        java.lang.Process process = new ProcessBuilder(
                        browser,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--dump-dom",
                        folder.resolve("page.html").toUri().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsNoRecordingIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("bad.txt"), "no recording at all");
        Running.Outcome trace = Running.procession("trace", file.toString(), "-o", folder + "/bad.html");
        assertEquals(1, trace.status());
        assertTrue(trace.err().contains("is no recording of the flight recorder, or is damaged"), trace::err);
        assertTrue(Running.procession("trace", folder + "/missing.jfr").err().contains("There is no file"));
    }
}
