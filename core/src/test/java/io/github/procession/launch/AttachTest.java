package io.github.procession.launch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Process;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The JDK's own tools look at children, when the system property {@code procession.attach} says so. */
@Tag("processes-only")
class AttachTest {
    static void waitForEver(Event begun) throws Exception {
        begun.set();
        Thread.sleep(Long.MAX_VALUE);
    }

    private static String jcmd(long pid) throws Exception {
        java.lang.Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "Thread.print")
                .redirectErrorStream(true)
                .start();
        return new String(jcmd.getInputStream().readAllBytes());
    }

    @Test
    void jcmdShowsThreadsOfChildAndNothingIsLeftOfItsSocket() throws Exception {
        System.setProperty("procession.attach", "true");
        try {
            var begun = new Event();
            var child = new Process(AttachTest::waitForEver, begun);
            child.start();
            begun.await();
            String threads = jcmd(child.pid());
            assertTrue(threads.contains("AttachTest.waitForEver"), threads);
            Path socket = Path.of("/tmp/.java_pid" + child.pid());
            assertTrue(Files.exists(socket), "the socket of the child");
            child.kill();
            child.join();
            assertFalse(Files.exists(socket), "the socket of the child that was killed");
        } finally {
            System.clearProperty("procession.attach");
        }
    }
}
