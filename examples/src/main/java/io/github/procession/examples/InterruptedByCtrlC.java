package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Queue;

/** Ctrl-C is an exception in the main thread, as in Python: the program ends its work in good order. */
class InterruptedByCtrlC {
    static void main() throws Exception {
        Multiprocessing.interruptOnSigint();
        var orders = new Queue<String>();
        IO.println("waiting for orders until Ctrl-C");
        try {
            while (true) {
                IO.println(orders.get());
            }
        } catch (InterruptedException e) { // Python's KeyboardInterrupt
            IO.println("interrupted: no more orders");
        }
    }
}
