package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Pool;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
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

    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-headless-shell", "google-chrome", "chrome");

    private static String html;
    private static String json;

    static int task(Event go, int number) throws Exception {
        if (number == 3) {
            throw new IllegalStateException("three");
        }
        if (number == 4) {
            go.await();
        }
        return number;
    }

    @BeforeAll
    static void recordAndDraw() throws Exception {
        Path file = folder.resolve("root.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.github.procession.PoolTask").withoutThreshold();
            recording.enable("jdk.JVMInformation");
            recording.start();
            var pool = Pool.builder()
                    .processes(1)
                    .workerNames(_ -> "</script><b>&")
                    .jvmOptions("-XX:StartFlightRecording:filename=" + folder.resolve("worker.jfr"))
                    .build();
            var go = new Event();
            List<AsyncResult<Integer>> results = Stream.of(1, 2, 3, 4)
                    .map(i -> pool.applyAsync(TraceTest::task, go, i))
                    .toList();
            assertEquals(2, results.get(1).get());
            assertThrows(ExecutionException.class, () -> results.get(2).get());
            awaitWaiter(node -> node.member.pid() != ProcessHandle.current().pid());
            var seen = new Event();
            Thread.ofPlatform().start(() -> {
                awaitWaiter(node -> node.member.pid() == ProcessHandle.current().pid());
                seen.set();
            });
            seen.await();
            go.set();
            assertEquals(4, results.get(3).get());
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

    /** Waits until the main thread of a process waits for an event. */
    private static void awaitWaiter(Predicate<Node> process) {
        try {
            Running.await(() -> {
                try {
                    Tree tree = Tree.of(Session.current().directory());
                    return tree.nodes.values().stream()
                            .filter(process)
                            .anyMatch(node -> tree.mainWait(node) != null
                                    && Activity.target(tree, tree.mainWait(node).noted())
                                            .startsWith("Event "));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void traceEventsHaveTasksOfEachWorker() {
        assertEquals(3, count("\"name\":\"task done\",\"cat\":\"procession\",\"ph\":\"X\""), json);
        assertEquals(1, count("\"name\":\"task failed\""), json);
        assertEquals(2, count("\"name\":\"process_name\""), json);
        assertEquals(1, count("\"name\":\"MainProcess\""), json);
        assertEquals(1, count("\"name\":\"starting\""), json);
        assertEquals(1, count("\"exitCode\":0"), json);
    }

    @Test
    void mainThreadsWaitForTheirEvents() {
        String event = "\"name\":\"waiting for Event \\d+\",\"cat\":\"procession\",\"ph\":\"X\",\"ts\":\\d+,"
                + "\"dur\":\\d{6,},\"pid\":(\\d+),\"tid\":\\1,";
        long processes = Pattern.compile(event)
                .matcher(json)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .count();
        assertEquals(2, processes, json);
    }

    private static int count(String text) {
        return (int)
                Pattern.compile(Pattern.quote(text)).matcher(json).results().count();
    }

    @Test
    void namesCannotLeaveTheData() {
        assertFalse(html.contains("</script><b>"), html);
        assertTrue(html.contains("document.body.dataset.drawn"), html);
        assertTrue(html.contains("\\u003c/script\\u003e\\u003cb\\u003e\\u0026"), html);
    }

    /** Looks at the pixels in the middle of each shape, as wide as the page itself makes it when it zooms. */
    private static final String LOOK = """
        <script>
        const seen = [];
        function look(what, start, end, lane, y) {
          from = start - (end - start) / 2; to = end + (end - start) / 2;
          limit();
          draw();
          const ratio = window.devicePixelRatio || 1;
          const place = [x((start + end) / 2), TOP + lane * (HEIGHT + GAP) + y].map(v => Math.round(v * ratio));
          const pixel = canvas.getContext("2d").getImageData(place[0], place[1], 1, 1).data;
          seen.push(what + " #" + [...pixel].slice(0, 3).map(v => v.toString(16).padStart(2, "0")).join(""));
        }
        lanes.forEach((lane, i) => {
          if (lane.ready) look("starting", lane.start, lane.ready, i, 11);
          for (const task of lane.tasks) look(task[3], task[0], task[1], i, 6);
          if (lane.ready) look("gap", lane.tasks.at(-1)[1], lane.end, i, 11);
          for (const wait of lane.waits) if (wait[4]) look("wait", wait[0], wait[1], i, HEIGHT - 3);
        });
        document.body.dataset.seen = seen.join(", ");
        </script>
        """;

    @Test
    void browserDrawsStartsGapsTasksAndWaitsOfEachProcess() throws Exception {
        Optional<Path> browser = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(place -> BROWSERS.stream().map(name -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(browser.isPresent(), "no browser of " + BROWSERS + " is in the PATH");
        Files.writeString(folder.resolve("looked-at.html"), html.replace("</body>", LOOK + "</body>"));
        String page = inBrowser(browser.get().toString());
        assertTrue(page.contains("data-drawn=\"2\""), page);
        assertTrue(page.contains("2 processes, 4 tasks"), page);
        assertTrue(page.contains("<td>&lt;/script&gt;&lt;b&gt;&amp;</td>"), page);
        Matcher seen = Pattern.compile("data-seen=\"([^\"]*)\"").matcher(page);
        assertTrue(seen.find(), page);
        assertEquals(
                "wait #e8b90c, starting #d5dbe3, done #3a7fc1, done #3a7fc1, failed #d9822b,"
                        + " done #3a7fc1, gap #eef1f5, wait #e8b90c",
                // a process that gets no processor for a second notes its wait in parts
                seen.group(1).replaceAll("(wait #e8b90c)(, wait #e8b90c)+", "$1"));
    }

    private static String inBrowser(String browser) throws Exception {
        java.lang.Process process = new ProcessBuilder(
                        browser,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--dump-dom",
                        folder.resolve("looked-at.html").toUri().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String page = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(); // it writes to its profile until then
        return page;
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
