package io.github.procession.ipc.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    @Test
    void withoutTimeoutOrWithMoreThanTheClockCanCountItIsForEver() {
        assertSame(Deadline.FOREVER, Deadline.after(null));
        assertSame(Deadline.FOREVER, Deadline.after(Duration.ofSeconds(Long.MAX_VALUE)));
        assertSame(Deadline.FOREVER, Deadline.after(Duration.ofNanos(Long.MAX_VALUE)));
        assertEquals(Long.MAX_VALUE, Deadline.FOREVER.left());
        assertSame(Deadline.FOREVER, Deadline.FOREVER.orInSlices(1));
    }

    @Test
    void zeroAndLessAreOver() {
        assertTrue(Deadline.after(Duration.ZERO).left() <= 0);
        assertTrue(Deadline.after(Duration.ofNanos(-1)).left() <= 0);
        assertTrue(Deadline.after(Duration.ofSeconds(Long.MIN_VALUE)).left() <= 0);
    }

    @Test
    void aYearIsAYear() {
        long left = Deadline.after(Duration.ofDays(365)).left();
        assertTrue(left > Duration.ofDays(364).toNanos()
                && left <= Duration.ofDays(365).toNanos());
    }

    @Test
    void ofTwoTheLaterCounts() {
        Deadline soon = Deadline.after(Duration.ZERO);
        assertTrue(soon.orInSlices(1).left() > 0);
        Deadline late = Deadline.after(Duration.ofHours(1));
        assertSame(late, late.orInSlices(1));
    }

    @Test
    void ofTwoTheEarlierCounts() {
        Deadline soon = Deadline.after(Duration.ZERO);
        assertSame(soon, soon.andInSlices(1));
        long slice = Parker.SLICE_MILLIS * 1_000_000L;
        assertTrue(Deadline.after(Duration.ofHours(1)).andInSlices(1).left() <= slice);
        assertTrue(Deadline.FOREVER.andInSlices(1).left() <= slice);
    }
}
