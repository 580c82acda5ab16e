package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.procession.support.RootJvm;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The system property puts a program that asks for processes into one JVM, whose end is that of a program with processes. */
class ThreadsSwitchTest {
    private static RootJvm root(String what) {
        return new RootJvm(Program.class, what).options("-Dprocession.threads=true");
    }

    @Test
    void allProcessesOfAllContextsRunInOneJvm() throws Exception {
        assertEquals(
                "true true true\nthreads threads\n",
                root("all").run().succeeded().out());
    }

    @Test
    void aProcessKeepsTheJvmAliveAndADaemonDoesNot() throws Exception {
        assertEquals(
                "main ends\nprocess ends\n", root("leave").run().succeeded().out());
    }

    @Test
    void exitOfTheSystemEndsTheJvm() throws Exception {
        RootJvm.Result result = root("exit").run();
        assertEquals(7, result.exitCode());
        assertEquals("", result.out());
    }

    @Test
    void itIsNoWayToStartProcesses() {
        assertFalse(Multiprocessing.getAllStartMethods().contains("threads"));
        assertEquals("threads", Multiprocessing.getContext("threads").getStartMethod());
        assertEquals("<Context threads>", Multiprocessing.getContext("threads").toString());
    }

    /** Does one of several things. */
    public static final class Program {
        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "all" -> all();
                case "leave" -> {
                    Event mainEnds = new Event();
                    Process daemon = new Process(Program::hang);
                    daemon.setDaemon(true);
                    daemon.start();
                    new Process(Program::endAfter, mainEnds).start();
                    System.out.println("main ends");
                    mainEnds.set();
                }
                default -> {
                    new Process(System::exit, 7).start();
                    hang();
                }
            }
        }

        private static void all() throws Exception {
            long own = ProcessHandle.current().pid();
            Multiprocessing.setStartMethod("forkserver");
            try (Queue<Long> pids = new Queue<>();
                    Pool pool = new Pool(2)) {
                new Process(Program::tellPid, pids).start();
                Multiprocessing.getContext("spawn")
                        .process(Program::tellPid, pids)
                        .start();
                boolean pooled = pool.map((Integer _) -> ProcessHandle.current().pid(), List.of(1, 2)).stream()
                        .allMatch(pid -> pid == own);
                System.out.println((pids.get() == own) + " " + (pids.get() == own) + " " + pooled);
            }
            String spawn = Multiprocessing.getContext("spawn").getStartMethod();
            System.out.println(Multiprocessing.getStartMethod() + " " + spawn);
        }

        static void tellPid(Queue<Long> pids) throws InterruptedException {
            pids.put(ProcessHandle.current().pid());
        }

        static void endAfter(Event mainEnds) throws InterruptedException {
            mainEnds.await();
            System.out.println("process ends");
        }

        static void hang() throws InterruptedException {
            new CountDownLatch(1).await(1, TimeUnit.DAYS);
        }
    }
}
