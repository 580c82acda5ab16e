package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;
import java.util.concurrent.ThreadLocalRandom;

/** Two downloads at the same time, each in a process of its own. */
class DownloadInTwoProcesses {
    static void download(String file) throws InterruptedException {
        IO.println("Download process " + ProcessHandle.current().pid() + " starts.");
        IO.println("Start downloading " + file + "...");
        int millis = ThreadLocalRandom.current().nextInt(1000, 2000);
        Thread.sleep(millis);
        IO.println("%s downloaded, it took %.2f seconds".formatted(file, millis / 1e3));
    }

    void main() throws InterruptedException {
        long start = System.nanoTime();
        var p1 = new Process(DownloadInTwoProcesses::download, "Java in a Nutshell.pdf");
        p1.start();
        var p2 = new Process(DownloadInTwoProcesses::download, "Peking Hot.avi");
        p2.start();
        p1.join();
        p2.join();
        IO.println("It took %.2f seconds in total.".formatted((System.nanoTime() - start) / 1e9));
    }
}
