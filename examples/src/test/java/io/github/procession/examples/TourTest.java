package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tour runs to its end, and it fails when one of its checks does. */
class TourTest {
    @Tag("full") // each program has a test of its own
    @Test
    void allProgramsRunOneAfterAnotherInAnyLanguage() throws Exception {
        var run = Run.ofOneThatLosesWorkers("de", Tour.class, "--quick");
        run.assertPrinted(59, "--- \\d+\\. .*");
        run.assertPrinted(1, "--- Figures");
        run.assertPrinted(1, "59 programs with \\d+ child processes took .*");
        run.assertPrinted(2, "(One process|Eight processes): 2,000,001,000,000");
        run.assertPrinted(0, ".*FAILED.*");
        assertEquals("All checks passed.", run.out().getLast());
    }

    @Test
    void unexpectedOutputFailsTheTour() {
        var tour = new Tour();
        tour.step("right", () -> IO.println("ping"), printed -> printed.has("ping"));
        assertEquals(0, tour.report());
        tour.step("wrong", () -> IO.println("pong"), printed -> printed.has("ping"));
        assertEquals(1, tour.report());
    }

    @Test
    void anExceptionFailsTheTour() {
        var tour = new Tour();
        tour.step("broken", () -> Integer.parseInt("many"), printed -> true);
        assertEquals(1, tour.report());
    }

    @Test
    void aClassThatIsMissingFailsItsStepAndTheTourGoesOn() {
        var tour = new Tour();
        tour.step(
                "broken",
                () -> {
                    throw new NoClassDefFoundError("org/example/Missing");
                },
                printed -> true);
        tour.step("right", () -> IO.println("ping"), printed -> printed.has("ping"));
        try (var printed = new Transcript()) {
            assertEquals(1, tour.report());
            assertTrue(printed.has("broken: java.lang.NoClassDefFoundError: org/example/Missing"));
        }
    }

    @Test
    void childrenThatNobodyJoinedAreWaitedFor() {
        var tour = new Tour();
        tour.step("five", new FiveProcesses()::main, printed -> printed.count("Process: [0-4]") == 5);
        assertEquals(0, tour.report());
    }
}
