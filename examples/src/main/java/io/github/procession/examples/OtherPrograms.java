package io.github.procession.examples;

import static io.github.procession.subprocess.Subprocess.PIPE;

import io.github.procession.subprocess.CalledProcessError;
import io.github.procession.subprocess.Subprocess;
import io.github.procession.subprocess.TimeoutExpired;
import java.io.IOException;
import java.time.Duration;

/** Programs of the system as child processes: their output, their input, a pipe between them, errors, and a timeout. */
class OtherPrograms {
    void main() throws IOException, InterruptedException {
        IO.println("echo says " + Subprocess.checkOutput("echo", "hello").strip());

        var sorted = Subprocess.command("sort")
                .input("pear\napple\nfig\n")
                .captureOutput()
                .run();
        IO.println("sorted: " + sorted.stdout().lines().toList());

        var programs = Subprocess.pipeline(
                Subprocess.shell("for i in 1 2 3 4 5; do echo line $i; done"),
                Subprocess.command("grep", "-v", "3"),
                Subprocess.command("wc", "-l").stdout(PIPE));
        IO.println("lines without a 3: "
                + programs.getLast().communicate().stdout().strip());

        try {
            Subprocess.command("ls", "/no/such/folder").captureOutput().check().run();
        } catch (CalledProcessError e) {
            IO.println("ls failed with exit code " + e.returnCode() + " and said why: "
                    + e.stderr().contains("/no/such/folder"));
        }

        try {
            Subprocess.command("sleep", "60").timeout(Duration.ofMillis(200)).run();
        } catch (TimeoutExpired e) {
            IO.println("sleep took more than " + e.timeout().toMillis() + " ms and was killed");
        }
    }
}
