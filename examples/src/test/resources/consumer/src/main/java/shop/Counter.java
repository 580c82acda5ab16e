package shop;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;

class Counter extends Process { // subclass style: state travels, run() runs in the child
    private final int loops;

    Counter(int loops) {
        this.loops = loops;
    }

    @Override
    protected void run() {
        for (int i = 0; i < loops; i++) {
            IO.println(Multiprocessing.currentProcess().pid() + " " + i);
        }
    }
}
