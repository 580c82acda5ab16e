package io.github.procession.internal.pool;

import io.github.procession.internal.LibraryLogger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.event.Level;

/** Runs schedules of a {@link FakeWorld}. */
public final class Schedules {
    private static final int STEPS = 60;

    private Schedules() {}

    /** Random schedules with the seeds from one on; the text of the first that violates something, or null. */
    public static String random(long from, int count) {
        for (long seed = from; seed < from + count; seed++) {
            String failure = run(Choices.random(seed), true, STEPS);
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    /** All schedules of some steps whose first decisions differ. */
    public static String enumerated(int decisions, int steps) {
        for (Choices choices = Choices.of(); choices != null; choices = choices.next(decisions)) {
            String failure = run(choices, false, steps);
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    /** One that a failure has printed. */
    static String again(String choices) {
        return run(Choices.parse(choices), true, STEPS);
    }

    private static String run(Choices choices, boolean preempts, int steps) {
        PrintStream err = System.err;
        Level level = LibraryLogger.stderrLevel();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        LibraryLogger.setStderrLevel(Level.ERROR);
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        FakeWorld world = new FakeWorld(choices, preempts);
        String violation;
        try {
            violation = world.run(steps);
        } finally {
            System.setErr(err);
            LibraryLogger.setStderrLevel(level);
        }
        if (violation == null && log.toString(StandardCharsets.UTF_8).contains("an error of the library")) {
            violation = log.toString(StandardCharsets.UTF_8);
        }
        return violation == null
                ? null
                : violation + "\n  " + String.join("\n  ", world.history()) + "\nagain: -Dprocession.schedule="
                        + choices;
    }
}
