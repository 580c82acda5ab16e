package io.github.procession.support;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;

/** Promises about time. A machine that has other work may break one now and then; the library may not break it each time. */
public final class Promptly {
    private static final int ATTEMPTS = 5;

    private Promptly() {}

    /** Something that is to take a short time. */
    @FunctionalInterface
    public interface Attempt {
        /** Does it, and says how many milliseconds it took. */
        long millis() throws Exception;
    }

    /** Repeats an attempt until one has taken less than the limit; fails when none of a few has. */
    public static void within(long limitMillis, Attempt attempt) throws Exception {
        List<Long> took = new ArrayList<>();
        while (took.size() < ATTEMPTS) {
            long millis = attempt.millis();
            if (millis < limitMillis) {
                return;
            }
            took.add(millis);
        }
        fail("each attempt took more than " + limitMillis + " ms: " + took + " ms");
    }
}
