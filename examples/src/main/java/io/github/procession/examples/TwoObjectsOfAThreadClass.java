package io.github.procession.examples;

import io.github.procession.threading.Thread;

/** Two objects of one thread class print a word each; the order in which their lines come is the system's. */
class TwoObjectsOfAThreadClass {
    static class Talker extends Thread {
        private final String word;

        Talker(String word) {
            this.word = word;
        }

        @Override
        public void run() {
            for (int i = 0; i < 3; i++) {
                IO.println(word);
            }
        }
    }

    void main() throws InterruptedException {
        var cool = new Talker("cool");
        var hair = new Talker("hair gone");
        cool.start();
        hair.start();
        cool.join();
        hair.join();
    }
}
