package io.github.procession.examples;

import io.github.procession.threading.Thread;
import io.github.procession.threading.Timer;
import java.time.Duration;
import java.util.Map;

/** Functions that are called later, and one that is cancelled before. */
class Timers {
    static void remind(String what, int times) {
        IO.println((what + "! ").repeat(times).strip());
    }

    void main() throws InterruptedException {
        var tea = new Timer(Duration.ofMillis(200), Timers::remind, "tea", 1);
        var cake = Thread.target(Timers::remind)
                .args("cake")
                .kwargs(Map.of("times", 3))
                .name("cake timer")
                .buildTimer(Duration.ofMillis(400));
        var work = new Timer(Duration.ofHours(8), Timers::remind, "work", 1);
        work.start();
        cake.start();
        tea.start();
        IO.println("Three timers run.");
        work.cancel();
        work.join();
        IO.println("One was cancelled.");
        tea.join();
        cake.join();
    }
}
