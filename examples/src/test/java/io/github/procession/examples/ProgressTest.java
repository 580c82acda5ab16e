package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Long work prints a line every five seconds, and short work none. */
class ProgressTest {
    private long now;

    private Transcript work(int steps, long nanosEach) {
        var printed = new Transcript();
        try (printed) {
            var progress = new Progress("one process", steps, () -> now);
            for (int i = 0; i < steps; i++) {
                now += nanosEach;
                progress.step();
            }
        }
        return printed;
    }

    @Test
    void longWorkIsToldEveryFiveSeconds() {
        var printed = work(1200, 10_000_000);
        assertEquals(2, printed.count(".*"));
        assertEquals("one process: 500 of 1,200 done after 5 s", printed.line("one process: 5.*"));
        assertEquals("one process: 1,000 of 1,200 done after 10 s", printed.line("one process: 1.*"));
    }

    @Test
    void shortWorkIsNotTold() {
        assertEquals(0, work(1200, 1_000_000).count(".*"));
    }
}
