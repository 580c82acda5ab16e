package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Elsewhere;
import io.github.procession.ipc.memory.SessionSnapshot;
import io.github.procession.multiprocessing.Lock;
import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** What the command "status" tells, and what tools of one machine tell of a program on a cluster. */
class StatusTest {
    private static final String ME =
            "program " + Session.host() + " (pid " + ProcessHandle.current().pid() + ")";

    @Test
    void whoWaitsForWhat() throws Exception {
        try (Cluster holder = Leases.connect(TestServer.shared().url("status"));
                Cluster other = Leases.connect(TestServer.shared().url("status"))) {
            ClusterLock held = holder.lock("contended");
            held.acquire();
            List<Thread> waiters = List.of(
                    waiter(() -> other.lock("contended").acquire()),
                    waiter(() -> other.lock("contended").acquire()),
                    waiter(() -> other.queue("empty").get()),
                    waiter(() -> other.event("starts").await()));
            PoolTest.await(() -> (Long) holder.session().read(Command.LLEN, "lw:contended") == 2
                    && (Long) holder.session().read(Command.LLEN, "qw:empty") == 1
                    && (Long) holder.session().read(Command.LLEN, "ew:starts") == 1);
            String status = Status.of(holder);
            for (String line : new String[] {
                "lock contended: held by " + ME + ", fence ",
                "lock contended: waited for by " + ME + " 2 times\n",
                "item of queue empty: waited for by " + ME + "\n",
                "event starts: waited for by " + ME + "\n"
            }) {
                assertTrue(status.contains("\n" + line), status);
            }
            for (Thread waiter : waiters) {
                waiter.interrupt();
                waiter.join();
            }
            held.release();
            String after = Status.of(holder);
            assertTrue(!after.contains("waited for") && !after.contains("contended"), after);
        }
    }

    private interface Call {
        void run() throws InterruptedException;
    }

    private static Thread waiter(Call call) {
        return Thread.ofVirtual().start(() -> {
            try {
                call.run();
                throw new AssertionError("it should wait");
            } catch (InterruptedException _) {
                // the test is over
            }
        });
    }

    private static ProcessBuilder java(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    @Test
    void watchShowsItAgainAndAgain() throws Exception {
        String url = TestServer.shared().url("watched");
        java.lang.Process status =
                java(Main.class.getName(), "status", "--watch", "1", url).start();
        try (Cluster cluster = Leases.connect(url);
                BufferedReader output = status.inputReader()) {
            assertEquals(url, output.readLine());
            ClusterLock lock = cluster.lock("seen");
            lock.acquire();
            String line;
            do {
                line = output.readLine();
            } while (line != null && !line.startsWith("lock seen: held by " + ME));
            assertTrue(line != null, "the lock is not shown");
            lock.release();
            boolean shown;
            do { // pages, each from behind its first line to that of the next one
                shown = false;
                do {
                    line = output.readLine();
                    shown |= line != null && line.startsWith("lock seen");
                } while (line != null && !line.equals(url));
            } while (line != null && shown);
            assertTrue(line != null, "it has ended");
        } finally {
            status.destroy();
            status.waitFor();
        }
    }

    /** A program with a lock on its cluster, until its input ends. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            Lock lock = new Lock();
            IO.println("ready " + lock.locked());
            System.in.read();
        }
    }

    @Test
    void toolsAreToldWhereElseToLook() throws Exception {
        String url = TestServer.shared().url("elsewhere");
        java.lang.Process program = ProgramJvm.start(url, Program.class);
        try (BufferedReader output = program.inputReader()) {
            assertEquals("ready false", output.readLine());
            Path folder = SessionSnapshot.folders().stream()
                    .filter(each -> SessionSnapshot.rootPid(each) == program.pid())
                    .findFirst()
                    .orElseThrow();
            assertEquals(
                    List.of("on the cluster " + url + ": java -jar procession-cluster.jar status " + url),
                    Elsewhere.notes(folder));
            program.getOutputStream().close();
            assertEquals(0, program.waitFor());
            assertTrue(!new File(folder.toString()).exists(), "the folder ends with the program");
        } finally {
            program.destroyForcibly();
        }
    }
}
