package io.github.procession.internal.pool;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Decisions of one schedule: drawn at random, enumerated, or given as a list. All that were made can be made again. */
final class Choices {
    private static final int[] NONE = {};
    private static final int FIRST_LENGTH = 512;

    private final int[] given;
    private final SplittableRandom random;

    /** The decisions made, and the number of possibilities that each had. */
    private int[] made = new int[FIRST_LENGTH];

    private int[] of = new int[FIRST_LENGTH];
    private int count;

    private Choices(int[] given, SplittableRandom random) {
        this.given = given;
        this.random = random;
    }

    /** Decisions from a seed. */
    static Choices random(long seed) {
        return new Choices(NONE, new SplittableRandom(seed));
    }

    /** The decisions given; after them the first possibility each time. */
    static Choices of(int... given) {
        return new Choices(given, null);
    }

    /** The decisions that {@link #toString} has printed. */
    static Choices parse(String text) {
        return of(Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray());
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

    /** True once in so many times. */
    boolean oneIn(int times) {
        return pick(times) == times - 1;
    }

    /** The schedule that follows in the order of all whose first decisions differ, or null after the last one. */
    Choices next(int depth) {
        for (int i = Math.min(depth, count) - 1; i >= 0; i--) {
            if (made[i] + 1 < of[i]) {
                int[] next = Arrays.copyOf(made, i + 1);
                next[i]++;
                return of(next);
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return Arrays.stream(made, 0, count).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
}
