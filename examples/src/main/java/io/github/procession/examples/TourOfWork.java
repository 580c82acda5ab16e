package io.github.procession.examples;

import io.github.procession.function.Action0;

/** The part of the tour in which processes show what threads cannot do, and work that scales with the processors. */
final class TourOfWork {
    private static final String RACE = "one process .* times as fast";

    private final Tour tour;
    private final String[] percent;

    TourOfWork(Tour tour, String percent) {
        this.tour = tour;
        this.percent = new String[] {percent};
    }

    void walk() {
        race(Mandelbrot.class, () -> Mandelbrot.main(percent));
        race(MonteCarlo.class, () -> MonteCarlo.main(percent));
        race(CompressFile.class, () -> CompressFile.main(percent));
        tour.step(
                SurvivesAnything.class,
                new SurvivesAnything()::main,
                printed -> printed.count(".*; the pool answers 42") == 5 && printed.has("All is well\\."));
        tour.step(
                LimitsOfTasks.class,
                new LimitsOfTasks()::main,
                printed -> printed.has("work: done")
                        && printed.has("work: stopped at its time limit")
                        && printed.has("memory: 10 MB kept")
                        && printed.has("memory: over its limit, .*"));
        tour.step(NotThreadSafeLibrary.class, new NotThreadSafeLibrary()::main, printed -> {
            tour.figure("a library that is not thread-safe, in " + printed.line("four threads: .*"));
            return printed.has("four processes: 0 of 20000 results are wrong");
        });
        tour.step(HeapsOfTheirOwn.class, new HeapsOfTheirOwn()::main, printed -> {
            tour.figure("beside a busy collector: " + printed.line("in one heap the clock stood still for \\d+ ms"));
            tour.figure("beside a busy collector: " + printed.line("in a heap of its own it stood still for \\d+ ms"));
            return true;
        });
    }

    private void race(Class<?> program, Action0 run) {
        tour.step(program, run, printed -> {
            tour.figure(Programs.title(program) + ": " + printed.line(RACE));
            return printed.has("The results are equal\\.");
        });
    }
}
