package io.github.procession.ipc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RunningProcessesTest {
    /** A process that has ended is dead, although its parent, another program, does not take notice. */
    @Test
    void aZombieDoesNotRun() throws Exception {
        // the shell becomes a program that does not know of the child, and so never asks for its end
        Process parent =
                new ProcessBuilder("sh", "-c", "exec 3<&0; read line <&3 & echo $!; exec sleep 1000 3<&-").start();
        try (BufferedReader output = parent.inputReader()) {
            long pid = Long.parseLong(output.readLine());
            ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
            assertEquals(Optional.of(child), RunningProcesses.find(pid));
            parent.getOutputStream().close();
            while (RunningProcesses.find(pid).isPresent()) {
                LockSupport.parkNanos(1_000_000);
            }
            assertTrue(child.isAlive(), "for the JDK");
            assertEquals(Optional.of(parent.toHandle()), RunningProcesses.find(parent.pid()));
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }
}
