package io.github.procession.internal.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Decisions of one schedule: drawn at random, enumerated, or given as a list. All that were made can be made again. */
final class Choices {
    private record Choice(int made, int of) {}

    private final List<Choice> made = new ArrayList<>();
    private final int[] given;
    private final Random random;

    private Choices(int[] given, Random random) {
        this.given = given;
        this.random = random;
    }

    /** Decisions from a seed. */
    static Choices random(long seed) {
        return new Choices(new int[0], new Random(seed));
    }

    /** The decisions given; after them the first possibility each time. */
    static Choices of(int... given) {
        return new Choices(given, null);
    }

    /** What {@link #toString} has printed. */
    static Choices parse(String text) {
        return of(Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray());
    }

    /** One of some possibilities: its number from 0. */
    int pick(int possibilities) {
        int at = made.size();
        int choice = 0;
        if (at < given.length) {
            choice = Math.min(given[at], possibilities - 1);
        } else if (random != null) {
            choice = random.nextInt(possibilities);
        }
        made.add(new Choice(choice, possibilities));
        return choice;
    }

    /** True once in so many times. */
    boolean oneIn(int times) {
        return pick(times) == times - 1;
    }

    int count() {
        return made.size();
    }

    /** The schedule that follows in the order of all whose first decisions differ, or null after the last one. */
    Choices next(int depth) {
        for (int i = Math.min(depth, made.size()) - 1; i >= 0; i--) {
            Choice choice = made.get(i);
            if (choice.made + 1 < choice.of) {
                int[] next = new int[i + 1];
                for (int j = 0; j < i; j++) {
                    next[j] = made.get(j).made;
                }
                next[i] = choice.made + 1;
                return of(next);
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return made.stream().map(choice -> Integer.toString(choice.made)).collect(Collectors.joining(","));
    }
}
