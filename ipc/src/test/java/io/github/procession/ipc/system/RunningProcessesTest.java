package io.github.procession.ipc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningProcessesTest {
    /** A process that has ended is dead, although its parent, another program, does not take notice. */
    @Test
    void aZombieDoesNotRun(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("lives"));
        // the shell becomes a program that does not know of the child, and so never asks for its end
        String script = "(while [ -e \"$0\" ]; do sleep 0.01; done) & echo $!; exec cat";
        Process parent = new ProcessBuilder("sh", "-c", script, file.toString()).start();
        try (BufferedReader output = parent.inputReader();
                BufferedWriter input = parent.outputWriter()) {
            long pid = Long.parseLong(output.readLine());
            input.write("has become cat\n");
            input.flush();
            assertEquals("has become cat", output.readLine()); // the shell would still ask
            ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
            assertFalse(RunningProcesses.hasEnded(pid));
            assertEquals(child.info().startInstant(), RunningProcesses.startOf(pid));
            Files.delete(file);
            while (!RunningProcesses.hasEnded(pid)) {
                LockSupport.parkNanos(1_000_000);
            }
            assertTrue(child.isAlive(), "for the JDK");
            assertFalse(RunningProcesses.hasEnded(parent.pid()));
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }
}
