package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;

/** Three objects of a class that is a process run at once, with 2, 3 and 4 rounds: their lines mix as they come. */
class ThreeProcessesOfAClass {
    static class MyProcess extends Process {
        private final int loop;

        MyProcess(int loop) {
            this.loop = loop;
        }

        @Override
        protected void run() {
            for (int count = 0; count < loop; count++) {
                IO.println("Pid: " + ProcessHandle.current().pid() + " LoopCount: " + count);
            }
        }
    }

    void main() {
        for (int loop = 2; loop < 5; loop++) {
            new MyProcess(loop).start();
        }
    }
}
