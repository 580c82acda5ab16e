package io.github.procession.examples;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Progress of work that takes long: a line every five seconds, and none of short work. */
final class Progress {
    private static final long PERIOD_NANOS = Duration.ofSeconds(5).toNanos();

    private final String who;
    private final long tasks;
    private final LongSupplier clock;
    private final long start;
    private long told;
    private long done;

    /** Work of so many tasks that begins now. */
    Progress(String who, long tasks) {
        this(who, tasks, System::nanoTime);
    }

    Progress(String who, long tasks, LongSupplier clock) {
        this.who = who;
        this.tasks = tasks;
        this.clock = clock;
        this.start = clock.getAsLong();
        this.told = start;
    }

    /** One more task is done. */
    void step() {
        done++;
        long now = clock.getAsLong();
        if (now - told >= PERIOD_NANOS) {
            told = now;
            IO.println("%s: %,d of %,d done after %d s"
                    .formatted(who, done, tasks, Duration.ofNanos(now - start).toSeconds()));
        }
    }
}
