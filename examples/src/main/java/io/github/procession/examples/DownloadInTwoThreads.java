package io.github.procession.examples;

import io.github.procession.threading.Thread;
import java.util.concurrent.ThreadLocalRandom;

/** Two downloads at the same time, each in a thread: a function and its argument. */
class DownloadInTwoThreads {
    static void download(String file) throws InterruptedException {
        IO.println("Start downloading " + file + "...");
        int millis = ThreadLocalRandom.current().nextInt(1000, 2000);
        Thread.sleep(millis);
        IO.println("%s downloaded, it took %.2f seconds".formatted(file, millis / 1e3));
    }

    void main() throws InterruptedException {
        long start = System.nanoTime();
        var t1 = new Thread(DownloadInTwoThreads::download, "Java in a Nutshell.pdf");
        t1.start();
        var t2 = new Thread(DownloadInTwoThreads::download, "Peking Hot.avi");
        t2.start();
        t1.join();
        t2.join();
        IO.println("It took %.2f seconds in total.".formatted((System.nanoTime() - start) / 1e9));
    }
}
