package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.OpenFiles;
import io.github.procession.threading.Threading;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The thread of a JVM that speaks for the process is the one that runs {@code main}, whatever number the system has given it. */
class MainThreadTest {
    /** Says which thread of the system runs it, and sleeps. */
    static final class Sleeper {
        private Sleeper() {}

        public static void main(String[] args) throws Exception {
            IO.println(Threading.getNativeId().getAsLong());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void itIsTheOneThatRunsMain() throws Exception {
        java.lang.Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Sleeper.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = process.inputReader()) {
            long main = Long.parseLong(lines.readLine());
            assertEquals(main, SystemProcess.mainThread(process.pid()));
            Running.await(() -> SystemProcess.isAsleep(process.pid(), main, new OpenFiles(0)));
            assertTrue(process.isAlive());
        } finally {
            process.destroyForcibly();
        }
    }
}
