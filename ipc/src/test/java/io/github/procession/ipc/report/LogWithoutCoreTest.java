package io.github.procession.ipc.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.procession.ipc.memory.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The library's log where only this module is there. */
class LogWithoutCoreTest {
    /** Program that logs one event of two levels. */
    static final class Talker {
        public static void main(String[] arguments) {
            System.setErr(System.out);
            LibraryLogger.of(Talker.class).info("not {}", "enough");
            LibraryLogger.of(Talker.class).warn("enough of {}", "it");
        }
    }

    private static List<String> printed(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        all.add("-Dorg.slf4j.simpleLogger.logFile=System.out");
        List<String> lines = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start(Talker.class, all)) {
            for (String line; (line = child.line()) != null; ) {
                lines.add(line);
            }
            assertEquals(0, child.exitCode());
        }
        return lines;
    }

    @Test
    void theBackendGetsIt() {
        assertNull(System.getProperty(LibraryLogger.PROPERTY));
        assertEquals(List.of("[main] WARN " + Talker.class.getName() + " - enough of it"), printed());
    }

    @Test
    void aPropertyHasItPrinted() {
        assertEquals(
                List.of("[INFO/MainProcess] not enough", "[WARN/MainProcess] enough of it"),
                printed("-Dprocession.logToStderr=INFO"));
    }
}
