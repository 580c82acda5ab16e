package io.github.procession.internal.pool;

import io.github.procession.ipc.report.LibraryLogger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.event.Level;

/** Runs schedules of a {@link FakeWorld}; what violates something is returned as text, with the schedule at its end. */
public final class Schedules {
    private static final int STEPS = 60;
    private static final int ENUMERATED_STEPS = 12;

    /**
     * Kinds of pools that are enumerated: tasks that a worker may run (2: two), room in the line to it less one, retries,
     * whether a task returns only when it is interrupted (1: yes), workers on demand (2: yes), workers less one, whether the
     * pool breaks when a worker dies (5: yes).
     */
    private static final int[][] SETTINGS = {
        {0, 1, 0, 0, 0, 0, 0}, {0, 0, 1, 0, 0, 1, 0}, {2, 2, 0, 0, 0, 0, 5}, {0, 1, 1, 1, 2, 1, 0},
    };

    /** Stands in the text before the schedule that {@link #again} takes. */
    private static final String AGAIN = "\nagain: -Dprocession.schedule=";

    private static final String PREEMPTING = "preempting";
    private static final String ENUMERATED = "enumerated";
    private static final String IN_SHORTAGE = "inshortage";

    /** What the engine logs that must not happen. */
    private static final String ERROR = "an error of the library";

    private Schedules() {}

    /** Random schedules with the seeds from one on; the text of the first that violates something, or null. */
    public static String random(long from, int count) {
        return quietly(() -> {
            for (long seed = from; seed < from + count; seed++) {
                String failure = failure(new FakeWorld(Choices.random(seed), true), STEPS, PREEMPTING);
                if (failure != null) {
                    return failure;
                }
            }
            return null;
        });
    }

    /** The same with a {@link ShortEngine}, for whose objects there is no memory now and then. */
    public static String randomInShortage(long from, int count) {
        return quietly(() -> {
            for (long seed = from; seed < from + count; seed++) {
                String failure = failure(new FakeWorld(Choices.random(seed), true, true), STEPS, IN_SHORTAGE);
                if (failure != null) {
                    return failure;
                }
            }
            return null;
        });
    }

    /**
     * All schedules in which at most so many of the first steps are other than the natural next ones, for each of some kinds of
     * pools; in them no thread comes between.
     */
    public static String enumerated(int deviations) {
        return quietly(() -> {
            for (int[] settings : SETTINGS) {
                Choices choices = Choices.enumerated(settings);
                while (choices != null) {
                    String failure = failure(new FakeWorld(choices, false), ENUMERATED_STEPS, ENUMERATED);
                    if (failure != null) {
                        return failure;
                    }
                    choices = choices.next(ENUMERATED_STEPS, deviations);
                }
            }
            return null;
        });
    }

    /** The histories of all these schedules, and how many there are of each. */
    static Map<String, Integer> enumeratedHistories(int deviations) {
        Map<String, Integer> histories = new HashMap<>();
        quietly(() -> {
            for (int[] settings : SETTINGS) {
                Choices choices = Choices.enumerated(settings);
                while (choices != null) {
                    FakeWorld world = new FakeWorld(choices, false);
                    world.run(ENUMERATED_STEPS);
                    histories.merge(Arrays.toString(settings) + String.join("\n", world.history()), 1, Integer::sum);
                    choices = choices.next(ENUMERATED_STEPS, deviations);
                }
            }
            return null;
        });
        return histories;
    }

    /** The schedule that a failure has printed; the text of the failure is the same, or null if there is none. */
    public static String again(String schedule) {
        String[] parts = schedule.split("[-:]");
        boolean preempts = !parts[0].equals(ENUMERATED);
        FakeWorld world = new FakeWorld(Choices.parse(parts[2], !preempts), preempts, parts[0].equals(IN_SHORTAGE));
        return quietly(() -> failure(world, Integer.parseInt(parts[1]), parts[0]));
    }

    /** The schedule in the text of a failure. */
    static String scheduleIn(String failure) {
        return failure.substring(failure.lastIndexOf(AGAIN) + AGAIN.length());
    }

    /** All actions of a random schedule, and the schedule, which gives the same with {@link #actions(String)}. */
    static String actions(long seed) {
        return quietly(() -> actions(Choices.random(seed)));
    }

    static String actions(String choices) {
        return quietly(() -> actions(Choices.parse(choices, false)));
    }

    private static String actions(Choices choices) {
        FakeWorld world = new FakeWorld(choices, true);
        world.run(STEPS);
        return String.join("\n", world.history()) + "\n" + choices;
    }

    private static String failure(FakeWorld world, int steps, String kind) {
        String violation = world.run(steps);
        if (log.size() > 0) {
            if (violation == null
                    && !kind.equals(IN_SHORTAGE)
                    && log.toString(StandardCharsets.UTF_8).contains(ERROR)) {
                violation = log.toString(StandardCharsets.UTF_8);
            }
            log.reset();
        }
        return violation == null
                ? null
                : violation + "\n  " + String.join("\n  ", world.history()) + AGAIN + kind + "-" + steps + ":"
                        + world.choices();
    }

    private static final ByteArrayOutputStream log = new ByteArrayOutputStream();

    /** Runs schedules with the errors of the library in the log here. */
    private static String quietly(Supplier<String> schedules) {
        PrintStream err = System.err;
        Level level = LibraryLogger.stderrLevel();
        LibraryLogger.setStderrLevel(Level.ERROR);
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            return schedules.get();
        } finally {
            System.setErr(err);
            LibraryLogger.setStderrLevel(level);
        }
    }
}
