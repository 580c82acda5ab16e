package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.RootMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program loads for its first children: nothing that only a few programs need. */
class FirstStartTest {
    @TempDir
    private Path directory;

    private static int next(int number) {
        return number + 1;
    }

    static void aProcessAndAPool() throws Exception {
        Process process = new Process(FirstStartTest::next, 1);
        process.start();
        process.join();
        try (Pool pool = new Pool(1)) {
            assertEquals(List.of(2, 3), pool.map(FirstStartTest::next, List.of(1, 2)));
        }
    }

    private String loadedClasses(String... options) throws Exception {
        Path log = directory.resolve("classes.txt");
        RootMethod.of(FirstStartTest.class, "aProcessAndAPool")
                .options("-Xlog:class+load=info:file=" + log)
                .options(options)
                .run()
                .succeeded();
        return Files.readString(log);
    }

    @Test
    void noManagementAndNoFlightRecorder() throws Exception {
        String classes = loadedClasses();
        assertTrue(classes.contains(Pool.class.getName()), "the log lists loaded classes");
        assertFalse(classes.contains(" jdk.jfr.internal."), "the flight recorder was loaded");
        assertFalse(classes.contains(" sun.management."), "the module java.management was loaded");
    }

    @Tag("full")
    @Test
    void theLogWouldShowThem() throws Exception {
        Path recording = directory.resolve("recording.jfr");
        String classes = loadedClasses("-Xlog:jfr*=off", "-XX:StartFlightRecording=filename=" + recording);
        assertTrue(classes.contains(" jdk.jfr.internal."));
        assertTrue(
                jdk.jfr.consumer.RecordingFile.readAllEvents(recording).stream()
                        .anyMatch(
                                event -> event.getEventType().getName().equals("io.github.procession.PoolWorkerStart")),
                "events are made when they are recorded");
    }
}
