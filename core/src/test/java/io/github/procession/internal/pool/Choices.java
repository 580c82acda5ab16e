package io.github.procession.internal.pool;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Decisions of one schedule: drawn at random, enumerated, or given as a list. All that were made can be made again.
 *
 * <p>A schedule that is enumerated has settings, then one decision a step: the natural next action, or another one. Nothing
 * else in it is left to chance.
 */
final class Choices {
    private static final int[] NONE = {};
    private static final int FIRST_LENGTH = 512;

    private final int[] given;
    private final SplittableRandom random;
    private final boolean enumerated;
    private int settings;

    /** The decisions made, and the number of possibilities that each had. */
    private int[] made = new int[FIRST_LENGTH];

    private int[] of = new int[FIRST_LENGTH];
    private int count;

    private Choices(int[] given, SplittableRandom random, boolean enumerated) {
        this.given = given;
        this.random = random;
        this.enumerated = enumerated;
    }

    /** Decisions from a seed. */
    static Choices random(long seed) {
        return new Choices(NONE, new SplittableRandom(seed), false);
    }

    /** The decisions of an enumerated schedule; after those given the natural next action each time. */
    static Choices enumerated(int... given) {
        return new Choices(given, null, true);
    }

    /** The decisions that {@link #toString} has printed. */
    static Choices parse(String text, boolean enumerated) {
        return new Choices(
                Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray(), null, enumerated);
    }

    boolean isEnumerated() {
        return enumerated;
    }

    /** A setting of the schedule, before its first step. */
    int setting(int possibilities) {
        settings++;
        return pick(possibilities);
    }

    /** What an enumerated schedule has fixed: a number from 0, there always 0. */
    int draw(int possibilities) {
        return enumerated ? 0 : pick(possibilities);
    }

    /** One of some possibilities: its number from 0. */
    int pick(int possibilities) {
        if (count == made.length) {
            made = Arrays.copyOf(made, 2 * count);
            of = Arrays.copyOf(of, 2 * count);
        }
        int choice = 0;
        if (count < given.length) {
            choice = Math.min(given[count], possibilities - 1);
        } else if (random != null) {
            choice = random.nextInt(possibilities);
        }
        made[count] = choice;
        of[count++] = possibilities;
        return choice;
    }

    /** True once in so many times; never in an enumerated schedule. */
    boolean oneIn(int times) {
        return !enumerated && pick(times) == times - 1;
    }

    /** Whether an action is among the possible next ones: once in so many times, always in an enumerated schedule. */
    boolean offers(int times) {
        return enumerated || oneIn(times);
    }

    /**
     * The schedule that follows in the order of all that differ in their first steps, in which at most so many are not the
     * natural ones; null after the last of these settings.
     */
    Choices next(int steps, int deviations) {
        for (int i = Math.min(settings + steps, count) - 1; i >= settings; i--) {
            long before = Arrays.stream(made, settings, i)
                    .filter(choice -> choice != 0)
                    .count();
            if (made[i] + 1 < of[i] && before < deviations) {
                int[] next = Arrays.copyOf(made, i + 1);
                next[i]++;
                return enumerated(next);
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return Arrays.stream(made, 0, count).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
}
