package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Census;
import io.github.procession.ipc.memory.CrashPoints;
import io.github.procession.ipc.memory.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Visits the crash points of scenarios one after the other, each in a child JVM of its own. */
final class CrashRun {
    private static final int CHILD_SECONDS = 60;

    private CrashRun() {}

    /** Lets a child die at each store in a range unless the operation completes before; returns how often it died. */
    static int visit(Scenario scenario, int first, int last) throws Exception {
        Session session = Session.current();
        for (int k = first; k <= last; k++) {
            try {
                Census before = Census.now();
                long[] numbers = scenario.prepare();
                int token = session.reserveProcess();
                scenario.grant(token, numbers);
                Process child = start(scenario, token, k, numbers);
                scenario.bind(token, child.pid());
                scenario.accompany(child);
                boolean completed = awaitCompleted(child);
                scenario.check(completed);
                session.processEnded(token);
                session.sweep();
                scenario.release();
                assertEquals(before, Census.now(), "left behind");
                if (completed) {
                    return k - first;
                }
            } catch (Throwable e) {
                throw new AssertionError(scenario.name() + ", death after store " + k + ": " + e.getMessage(), e);
            }
        }
        return last - first + 1;
    }

    /** Starts a child that acts. */
    static Process start(Scenario scenario, int token, long k, long... numbers) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dprocession.crashPoints=true"));
        command.addAll(scenario.options());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CrashChild.class.getName()));
        command.addAll(List.of(
                Session.current().directory().toString(),
                Integer.toString(token),
                scenario.getClass().getName(),
                Long.toString(k)));
        for (long number : numbers) {
            command.add(Long.toString(number));
        }
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Waits for the child's end: true if it completed, false if it died at a crash point. */
    static boolean awaitCompleted(Process child) throws InterruptedException {
        boolean ended = child.waitFor(CHILD_SECONDS, TimeUnit.SECONDS);
        child.destroyForcibly();
        assertTrue(ended, "the child hangs");
        int code = child.exitValue();
        assertTrue(code == 0 || code == CrashPoints.EXIT_CODE, "the child failed with exit code " + code);
        return code == 0;
    }
}
