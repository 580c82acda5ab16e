package io.github.procession.examples;

import io.github.procession.threading.Event;
import io.github.procession.threading.Thread;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Two downloads at the same time, each in a thread: a class that is a thread and keeps what it found. */
class DownloadTasks {
    static class DownloadTask extends Thread {
        private final String file;
        private int millis;

        DownloadTask(String file) {
            super("download of " + file);
            this.file = file;
        }

        @Override
        public void run() {
            IO.println(getName() + " starts");
            millis = ThreadLocalRandom.current().nextInt(1000, 2000);
            try {
                new Event().await(Duration.ofMillis(millis)); // nobody sets it: this is the network
            } catch (InterruptedException e) {
                IO.println(file + " was cancelled");
                return;
            }
            IO.println("%s downloaded, it took %.2f seconds".formatted(file, millis / 1e3));
        }
    }

    void main() throws InterruptedException {
        long start = System.nanoTime();
        var t1 = new DownloadTask("Java in a Nutshell.pdf");
        var t2 = new DownloadTask("Peking Hot.avi");
        t1.start();
        t2.start();
        t1.join();
        t2.join();
        IO.println("Both threads together worked %.2f seconds.".formatted((t1.millis + t2.millis) / 1e3));
        IO.println("It took %.2f seconds in total.".formatted((System.nanoTime() - start) / 1e9));
    }
}
