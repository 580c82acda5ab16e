package io.github.procession.benchmarks.programs;

import io.github.procession.subprocess.Subprocess;

/** Other programs, and what they print. */
final class Commands {
    private Commands() {}

    static void main() throws Exception {
        for (String word : new String[] {"one", "two", "three"}) {
            var completed =
                    Subprocess.command("echo", word).captureOutput().check().run();
            IO.println(completed.stdout().strip());
        }
    }
}
