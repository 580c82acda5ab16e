package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;
import java.util.Map;

/** Arguments by position, by name, and both; the constructor's are checked against the method by the compiler. */
class ArgsAndKwargs {
    static void showInfo(String name, int age) {
        IO.println(name + " " + age);
    }

    void main() throws InterruptedException {
        var typed = new Process(ArgsAndKwargs::showInfo, "Li Si", 20);
        var args = Process.target(ArgsAndKwargs::showInfo).args("Li Si", 21).build();
        var kwargs = Process.target(ArgsAndKwargs::showInfo)
                .kwargs(Map.of("name", "Li Si", "age", 22))
                .build();
        var both = Process.target(ArgsAndKwargs::showInfo)
                .args("Li Si")
                .kwargs(Map.of("age", 23))
                .build();
        for (var process : new Process[] {typed, args, kwargs, both}) {
            process.start();
            process.join();
        }
        try {
            Process.target(ArgsAndKwargs::showInfo)
                    .args("Li Si")
                    .kwargs(Map.of("years", 24))
                    .build();
        } catch (IllegalArgumentException e) {
            IO.println("refused: " + e.getMessage());
        }
    }
}
