package shop;

import io.github.procession.multiprocessing.Process;
import java.time.Duration;
import java.util.Map;

public class Tour {
    static void download(String file, int seconds) throws Exception {
        Thread.sleep(Duration.ofSeconds(seconds).dividedBy(100));
        IO.println(file + " took " + seconds + " hundredths of a second");
    }

    void main() throws Exception {
        var p1 = new Process(Tour::download, "a.pdf", 6); // args typed against the method
        var p2 = Process.target(Tour::download)
                .args("b.avi")
                .kwargs(Map.of("seconds", 7)) // kwargs by parameter name (-parameters)
                .name("worker-b")
                .daemon(true)
                .build();
        p1.start();
        p2.start();
        p1.join();
        p2.join(Duration.ofSeconds(10));
        IO.println(p1.pid() + " " + p1.exitCode() + " " + p2);
    }
}
