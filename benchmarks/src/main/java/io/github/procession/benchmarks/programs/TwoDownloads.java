package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Process;
import java.util.Map;

/** Two downloads at once, by name of the arguments. */
final class TwoDownloads {
    private TwoDownloads() {}

    private static void download(String file, int millis) throws InterruptedException {
        Thread.sleep(millis);
    }

    static void main() throws Exception {
        var first = new Process(TwoDownloads::download, "a.pdf", 40);
        var second = Process.target(TwoDownloads::download)
                .kwargs(Map.of("file", "b.avi", "millis", 60))
                .name("worker-b")
                .build();
        first.start();
        second.start();
        first.join();
        second.join();
        IO.println(first.exitCode().getAsInt() + " " + second.getName() + " "
                + second.exitCode().getAsInt());
    }
}
