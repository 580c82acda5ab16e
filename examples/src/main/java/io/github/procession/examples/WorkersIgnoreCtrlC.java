package io.github.procession.examples;

import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Queue;
import java.util.List;

/**
 * A terminal sends Ctrl-C to all processes of a program. Here the workers ignore it: the program says which tasks are
 * finished and which are not.
 */
class WorkersIgnoreCtrlC {
    private static final int WORKERS = 2;

    static String task(int number, Queue<Integer> begun, Event finish) throws Exception {
        begun.put(number);
        finish.await();
        return "task " + number + " is finished";
    }

    static void main() throws Exception {
        Multiprocessing.interruptOnSigint();
        var begun = new Queue<Integer>();
        var finish = new Event();
        try (var pool = Pool.builder().processes(WORKERS).ignoreSigint().build()) {
            var results = List.of(
                    pool.applyAsync(WorkersIgnoreCtrlC::task, 1, begun, finish),
                    pool.applyAsync(WorkersIgnoreCtrlC::task, 2, begun, finish));
            for (int i = 0; i < WORKERS; i++) {
                begun.get();
            }
            IO.println("two tasks run until Ctrl-C");
            try {
                IO.println(results.getFirst().get());
            } catch (InterruptedException e) {
                IO.println("interrupted: the tasks that run are finished first");
                finish.set();
            }
            for (var result : results) {
                IO.println(result.get());
            }
        }
    }
}
