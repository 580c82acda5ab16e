package io.github.procession.stress.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs shell scripts, as root, that see a {@code /dev/shm} and a {@code /tmp} of their own and a copy of the library that all
 * users can read. A test class has one, as an extension.
 *
 * <p>A script has the variables {@code JAVA}, the launcher with its options, and {@code MAIN}, class path and class of the
 * {@link Workload}, and the functions {@code as USER COMMAND ...}, for two users without a name in this system, and
 * {@code await COMMAND ...}, which waits until the command succeeds, and ends the script if it does not.
 */
final class Sandbox implements BeforeAllCallback, AfterAllCallback {
    private static final int SECONDS = 240;

    private static final String PROLOGUE = """
        set -u
        mount -t tmpfs -o mode=1777 tmpfs /dev/shm
        mount -t tmpfs -o mode=1777 tmpfs /tmp
        export HOME=/tmp/home-of-root
        mkdir -m 700 /tmp/home-of-root
        for n in 1 2; do mkdir -m 700 /tmp/home$n; chown 6100$n:6100$n /tmp/home$n; done
        alice=61001 bob=61002
        as() { local user=$1; shift; HOME=/tmp/home${user#6100} setpriv --reuid $user --regid $user --clear-groups "$@"; }
        await() {
            for _ in $(seq 600); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done
            echo "this does not come true: $*" >&2; exit 1
        }
        """;

    private Path folder;

    /** What a script has left. */
    record Result(int exitCode, String out, String err) {
        /** Checks that the script ended well, and that its last line is this one. */
        Result printed(String last) {
            assertEquals(0, exitCode, this::toString);
            assertEquals(last, lastLine(out), this::toString);
            return this;
        }

        Result saidNothingElse() {
            assertEquals("", err, this::toString);
            return this;
        }

        /** Checks that a program failed, and why, in one line. */
        Result failedWith(String part) {
            assertTrue(exitCode != 0, this::toString);
            assertTrue(err.lines().anyMatch(line -> line.contains(part)), this::toString);
            return this;
        }

        private static String lastLine(String text) {
            return text.lines().reduce("", (_, next) -> next);
        }

        @Override
        public String toString() {
            return "exit code " + exitCode + "\nstdout:\n" + out + "\nstderr:\n" + err;
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
        folder = Files.createTempDirectory(Path.of("/var/tmp"), "procession-attack-");
        assertEquals("0", new ProcessBuilder("id", "-u").start().inputReader().readLine(), "needs root");
        List<String> copy = new ArrayList<>(List.of("cp", "-rL", "--parents"));
        copy.addAll(entries());
        copy.add(folder.toString());
        assertEquals(0, new ProcessBuilder(copy).inheritIO().start().waitFor());
        assertEquals(
                0,
                new ProcessBuilder("chmod", "-R", "a+rX", folder.toString())
                        .start()
                        .waitFor());
    }

    private static List<String> entries() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (new File(entry).exists()) {
                entries.add(new File(entry).getAbsolutePath());
            }
        }
        return entries;
    }

    /** Runs a script and waits for its end. */
    Result run(String script) throws IOException, InterruptedException {
        return run(List.of(), script);
    }

    /** Runs a script through a command that gets the shell as its last arguments. */
    Result run(List<String> wrapper, String script) throws IOException, InterruptedException {
        List<String> classPath = new ArrayList<>();
        for (String entry : entries()) {
            classPath.add(folder + entry);
        }
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
        command.addAll(wrapper);
        command.addAll(List.of("bash", "-c", PROLOGUE + script));
        Path out = Files.createTempFile(folder, "", ".out");
        Path err = Files.createTempFile(folder, "", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        builder.environment().put("JDK", System.getProperty("java.home"));
        builder.environment()
                .put("JAVA", java + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED");
        builder.environment().put("MAIN", "-cp " + String.join(":", classPath) + " " + Workload.class.getName());
        builder.environment().remove("XDG_CACHE_HOME");
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            Result result = new Result(ended ? process.exitValue() : -1, Files.readString(out), Files.readString(err));
            assertTrue(ended, () -> "it hangs: " + result);
            return result;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        new ProcessBuilder("rm", "-rf", folder.toString()).start().onExit().join();
    }
}
