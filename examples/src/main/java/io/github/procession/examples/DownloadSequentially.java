package io.github.procession.examples;

import java.util.concurrent.ThreadLocalRandom;

/** Two downloads, one after the other: the second waits although it needs nothing of the first. */
class DownloadSequentially {
    static void download(String file) throws InterruptedException {
        IO.println("Start downloading " + file + "...");
        int millis = ThreadLocalRandom.current().nextInt(1000, 2000);
        Thread.sleep(millis);
        IO.println("%s downloaded, it took %.2f seconds".formatted(file, millis / 1e3));
    }

    void main() throws InterruptedException {
        long start = System.nanoTime();
        download("Java in a Nutshell.pdf");
        download("Peking Hot.avi");
        IO.println("It took %.2f seconds in total.".formatted((System.nanoTime() - start) / 1e9));
    }
}
