package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.JarFiles;
import io.github.procession.support.RecordingProvider;
import io.github.procession.support.RecordingProvider.Recorded;
import io.github.procession.support.RootJvm;
import io.github.procession.support.RootMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/**
 * What module {@code ipc} has to say appears where the rest of the library's log does. Each test is a program whose consumer of
 * output throws, of which {@code ipc} warns.
 */
class LogOfAllModulesTest {
    private static final String WARNING = "output of the child is lost";
    private static final String LOGGER = "io.github.procession.ipc.jvm.OutputPump";

    private static final String[] RECORDING = {RecordingProvider.OPTION, "-Dslf4j.internal.verbosity=WARN"};

    private static RootJvm program(String method) {
        return RootMethod.of(LogOfAllModulesTest.class, method);
    }

    private static RootJvm withoutBackend(RootJvm program) {
        List<Path> classPath = new ArrayList<>(JarFiles.library());
        classPath.remove(JarFiles.placeOf("org.slf4j.simple.SimpleLogger"));
        classPath.add(JarFiles.placeOf(LogOfAllModulesTest.class.getName()));
        return program.classPath(JarFiles.path(classPath));
    }

    /** Lines on stderr but for the stack of what the consumer threw. */
    private static List<String> lines(RootJvm program) throws Exception {
        return program.run()
                .succeeded()
                .err()
                .lines()
                .filter(line -> !line.startsWith("\tat "))
                .toList();
    }

    private static void assertTold(String process, List<String> lines) {
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("[WARN/" + process + "] "), lines::toString);
        assertTrue(lines.get(0).contains(WARNING), lines::toString);
        assertEquals("java.lang.IllegalStateException: on purpose", lines.get(1));
    }

    static void warn() throws Exception {
        Multiprocessing.setOutputConsumer((name, error, line) -> {
            throw new IllegalStateException("on purpose");
        });
        run(new Process(() -> System.out.println("a line")));
    }

    @Test
    void withoutABackendNothingIsPrinted() throws Exception {
        assertEquals(List.of(), lines(withoutBackend(program("warn"))));
    }

    @Test
    void aPropertyHasItPrinted() throws Exception {
        String property = "-Dprocession.logToStderr=";
        assertTold("MainProcess", lines(withoutBackend(program("warn").options(property + "WARN"))));
        assertEquals(List.of(), lines(program("warn").options(property + "ERROR")));
    }

    @Test
    void aProgramHasItPrinted() throws Exception {
        assertTold("MainProcess", lines(program("tellAndWarn")));
    }

    static void tellAndWarn() throws Exception {
        Multiprocessing.logToStderr();
        warn();
    }

    @Test
    void aChildHasItPrinted() throws Exception {
        assertTold("teller", lines(withoutBackend(program("warnInAChild"))));
    }

    static void warnInAChild() throws Exception {
        Multiprocessing.logToStderr();
        startTeller();
    }

    private static void startTeller() throws Exception {
        run(Process.target(LogOfAllModulesTest::warn).name("teller").build());
    }

    /** Without the classes of JUnit, which such a program may not have. */
    private static void run(Process process) throws Exception {
        process.start();
        process.join();
        if (process.exitCode().getAsInt() != 0) {
            throw new IllegalStateException(process.toString());
        }
    }

    @Test
    void theBackendGetsItElse() throws Exception {
        assertEquals(List.of(), lines(program("warnAndRead").options(RECORDING)));
    }

    static void warnAndRead() throws Exception {
        warn();
        assertRecorded();
    }

    @Test
    void theBackendOfTheRootGetsThatOfAChild() throws Exception {
        assertEquals(List.of(), lines(program("forward").options(RECORDING)));
    }

    static void forward() throws Exception {
        Multiprocessing.setLogForwarding(true);
        startTeller();
        assertEquals("teller", assertRecorded().context().get("processName"));
    }

    private static Recorded assertRecorded() {
        List<Recorded> events = RecordingProvider.of(LOGGER);
        assertEquals(1, events.size(), events::toString);
        assertEquals(Level.WARN, events.get(0).level());
        assertTrue(events.get(0).message().contains(WARNING), events::toString);
        assertEquals("on purpose", events.get(0).throwable().getMessage());
        return events.get(0);
    }
}
