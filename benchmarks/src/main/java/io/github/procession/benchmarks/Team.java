package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Process;
import java.io.Serializable;
import java.util.ArrayList;

/** Processes that all do the same at the same time; the counterpart of {@code team.py}. */
final class Team {
    /** The work of a member: gives its batch, made of what they share. */
    interface Work<T> extends Serializable {
        Measure.Batch batch(T shared);
    }

    private Team() {}

    private static <T> void member(T shared, Work<T> work, Connection start, double warmUp, double measure)
            throws Exception {
        start.send(null);
        start.recv();
        start.send(1 / new Measure(warmUp, measure).secondsPerOperation(work.batch(shared)));
    }

    /** Operations for each second, of all members together. */
    static <T> double rate(int members, T shared, Work<T> work, Measure measure) throws Exception {
        var pipes = new ArrayList<Pipe>();
        for (int i = 0; i < members; i++) {
            var pipe = Pipe.open();
            pipes.add(pipe);
            new Process(Team::<T>member, shared, work, pipe.second(), measure.warmUpSeconds(), measure.measureSeconds())
                    .start();
        }
        for (var pipe : pipes) {
            pipe.first().recv();
        }
        for (var pipe : pipes) {
            pipe.first().send(null);
        }
        double rate = 0;
        for (var pipe : pipes) {
            rate += pipe.first().<Double>recv();
        }
        return rate;
    }
}
