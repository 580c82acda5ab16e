package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Barrier;
import io.github.procession.multiprocessing.Context;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.serialization.NotSendableException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/** Processes on a worker's machine, which has none of the classes here. */
@Tag("full")
class ProcessesTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private static WorkerProcess worker;
    private static Context context;
    private static Cluster program;

    @BeforeAll
    static void start() throws Exception {
        String url = TestServer.shared().url("processes");
        worker = WorkerProcess.start(url, null, "--slots", "1");
        program = Leases.connect(url);
        ProgramCluster.use(program);
        context = Multiprocessing.getContext("cluster");
    }

    @AfterAll
    static void end() {
        ProgramCluster.use(null);
        program.close();
        worker.close();
    }

    private static int exitCode(Process process) throws Exception {
        assertTrue(process.join(LONG), process::toString);
        return process.exitCode().orElseThrow();
    }

    /** What a child sees of itself. */
    static void introduce(Queue<Object[]> answers, List<String> more) throws Exception {
        Process self = Multiprocessing.currentProcess();
        answers.put(new Object[] {
            self.getName(),
            self.isDaemon(),
            self.pid(),
            Multiprocessing.parentProcess().getName(),
            more,
            ProcessHandle.current().parent().orElseThrow().pid()
        });
        System.out.println("hello");
        LoggerFactory.getLogger("shop").info("an order");
    }

    @Test
    void itRunsInAChildOfTheWorkerAndIsWhoItsProgramSaysItIs() throws Exception {
        Queue<Object[]> answers = context.queue();
        Process process = context.with(Process.target(ProcessesTest::introduce)
                .args(answers, List.of("a", "b"))
                .name("clerk")
                .daemon(true)
                .build());
        assertFalse(process.isAlive());
        PrintStream before = System.out;
        PrintStream errorBefore = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true));
        System.setErr(new PrintStream(logged, true));
        try {
            process.start();
            Object[] answer = answers.get(LONG);
            assertEquals(0, exitCode(process));
            List<Object> expected =
                    List.of("clerk", true, process.pid(), "MainProcess", List.of("a", "b"), worker.pid());
            assertEquals(expected, List.of(answer));
        } finally {
            System.setOut(before);
            System.setErr(errorBefore);
        }
        assertEquals("[" + Session.host() + ":clerk] hello", printed.toString().strip());
        String line = "[" + Session.host() + ":clerk] [main] INFO shop - an order";
        assertTrue(logged.toString().lines().anyMatch(line::equals), logged::toString);
        assertFalse(process.isAlive());
        assertTrue(process.toString().contains("stopped exitcode=0"), process::toString);
    }

    static void fail() {
        throw new IllegalStateException("as expected");
    }

    static void leave(int code) {
        throw Multiprocessing.exit(code);
    }

    static void halt(int code) {
        Runtime.getRuntime().halt(code);
    }

    static void otherThread(Event done) {
        Thread.ofPlatform().start(() -> {
            try {
                Multiprocessing.currentProcess();
                done.set();
            } catch (RuntimeException e) {
                System.exit(9);
            }
        });
    }

    @Test
    void itsExitCodeIsThatOfTheChild() throws Exception {
        Event done = context.event();
        List<Process> all = List.of(
                context.process(ProcessesTest::fail),
                context.process(ProcessesTest::leave, 3),
                context.process(System::exit, 4),
                context.process(ProcessesTest::halt, 5),
                context.process(ProcessesTest::otherThread, done));
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true));
        List<Integer> codes = new ArrayList<>();
        try {
            for (Process process : all) {
                process.start();
            }
            for (Process process : all) {
                codes.add(exitCode(process));
            }
        } finally {
            System.setErr(before);
        }
        assertEquals(List.of(1, 3, 4, 5, 0), codes);
        assertTrue(done.isSet(), "the process waits for its threads");
        String name = all.getFirst().getName();
        String prefix = "[" + Session.host() + ":" + name + "] ";
        assertTrue(
                printed.toString().contains(prefix + "Process " + name + ":")
                        && printed.toString().contains(prefix + "java.lang.IllegalStateException: as expected"),
                printed::toString);
    }

    static void hold(Lock lock, Event held) throws Exception {
        lock.acquire();
        held.set();
        Thread.sleep(LONG);
    }

    private static Process holding(Lock lock) throws Exception {
        Event held = context.event();
        Process process = context.process(ProcessesTest::hold, lock, held);
        process.start();
        assertTrue(held.await(LONG));
        return process;
    }

    @Test
    void itCanBeKilledAndWhatItHeldIsFree() throws Exception {
        Lock lock = context.lock();
        long fence;
        try (var held = lock.acquire()) {
            fence = held.fence();
        }
        Process process = holding(lock);
        assertTrue(process.isAlive() && process.exitCode().isEmpty());
        assertTrue(Multiprocessing.activeChildren().contains(process));
        process.kill();
        assertEquals(List.of(process.sentinel()), Multiprocessing.wait(List.of(process.sentinel()), LONG));
        assertEquals(OptionalInt.of(-9), process.exitCode());
        process.kill(); // no effect on a dead one
        assertFalse(Multiprocessing.activeChildren().contains(process));
        try (var held = lock.acquire()) {
            assertTrue(lock.wasAbandoned() && held.fence() > fence && fence > 0);
        }
        process = holding(lock);
        process.terminate();
        assertEquals(-15, exitCode(process));
        assertTrue(lock.acquire(LONG));
        lock.release();
        process = holding(lock);
        process.interrupt();
        assertEquals(1, exitCode(process));
    }

    static void meet(Barrier barrier, Queue<Integer> places) throws Exception {
        places.put(barrier.await());
    }

    static boolean awaitGo(Event go) throws Exception {
        return go.await(LONG);
    }

    @Test
    void processesNeedNoFreeSlot() throws Exception {
        Barrier barrier = context.barrier(4);
        Queue<Integer> places = context.queue();
        try (var pool = context.pool(1)) {
            Event go = context.event();
            var slot = pool.applyAsync(ProcessesTest::awaitGo, go); // the one slot of the worker
            List<Process> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(context.process(ProcessesTest::meet, barrier, places));
                all.getLast().start();
            }
            await(() -> program.workers().getFirst().processes() == 3);
            assertEquals(1, program.workers().getFirst().tasks());
            String status = Status.of(program);
            assertTrue(status.contains("1 of 1 slots busy with tasks, 3 of 64 places with processes"), status);
            assertTrue(status.contains(": 0 wait for a worker, workers have 3"), status);
            int sum = barrier.await();
            for (Process process : all) {
                sum += places.get(LONG);
                assertEquals(0, exitCode(process));
            }
            assertEquals(6, sum);
            go.set();
            slot.get(LONG);
        }
    }

    /** A subclass: its fields travel. */
    static class Adder extends Process {
        private final Queue<Object> sums;
        private final int a;

        Adder(Queue<Object> sums, int a) {
            this.sums = sums;
            this.a = a;
        }

        @Override
        protected void run() throws Exception {
            Queue<Integer> own = new Queue<>(); // of this machine
            Process child = new Process(Queue<Integer>::put, own, a + 1);
            child.start();
            sums.put(own.get());
            child.join();
            sums.put(child.getName());
            try {
                Multiprocessing.getContext("cluster").process(() -> {}).start();
            } catch (IllegalStateException e) {
                sums.put(e.getMessage());
            }
        }
    }

    @Test
    void aSubclassRunsAndHasChildrenOnItsMachine() throws Exception {
        Queue<Object> sums = context.queue();
        Process process = context.with(new Adder(sums, 4));
        process.start();
        assertEquals(5, sums.get(LONG));
        assertEquals(process.getName().replace("Adder", "Process") + ":1", sums.get(LONG));
        assertTrue(((String) sums.get(LONG)).contains("are started by the program of a cluster"));
        assertEquals(0, exitCode(process));
    }

    @Test
    void whatCannotGoIsRefusedBeforeAnythingStarts() {
        Lock local = Multiprocessing.getContext("spawn").lock();
        Process process = context.process(ProcessesTest::hold, local, context.event());
        String message =
                assertThrows(NotSendableException.class, process::start).getMessage();
        assertTrue(message.contains("argument 1 of ") && message.contains("hold"), message);
        assertFalse(process.isAlive());
    }

    @Test
    void oneThatTheSystemRefusesToStartHurtsNoOther() throws Exception {
        Process runs = holding(context.lock());
        Process refused = context.with(Process.target(ProcessesTest::fail)
                .jvmOptions("-XX:Flags=\0") // no argument of a process has such a character
                .build());
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true));
        try {
            refused.start();
            assertEquals(1, exitCode(refused));
        } finally {
            System.setErr(before);
        }
        assertTrue(printed.toString().contains("it cannot run on " + Session.host()), printed::toString);
        runs.terminate(); // an order behind whatever followed from the refusal
        assertEquals(-15, exitCode(runs));
    }

    @Test
    void itEndsWithItsMachineAndOneThatHasNotBegunEndsAtOnce() throws Exception {
        String url = TestServer.shared().url("processes");
        worker.terminate();
        Process lost;
        Process given = context.process(ProcessesTest::leave, 7);
        try (WorkerProcess other = WorkerProcess.start(url, null)) {
            lost = holding(context.lock());
            await(() -> waitsForAProcess(other));
            other.kill();
            given.start();
            assertTrue(has(other, 2), "the dead worker was given the process");
            Leases.runOutAtServer(TestServer.shared(), "processes", other.pid());
            assertEquals(-9, exitCode(lost));
            assertTrue(given.isAlive());
        }
        Process waits = context.process(ProcessesTest::fail);
        waits.start();
        assertTrue(waits.isAlive() && !waits.toString().contains("pid="), waits::toString);
        waits.terminate();
        assertEquals(-15, exitCode(waits));
        worker = WorkerProcess.start(url, null, "--slots", "1");
        assertEquals(7, exitCode(given), "it had not begun, and begins on another worker");
    }

    private static boolean waitsForAProcess(WorkerProcess worker) {
        List<?> waiting = (List<?>) program.session().read(Command.LRANGE, "tw:e", 0, -1);
        return waiting.stream().map(Request::text).anyMatch(session -> session.startsWith(worker.pid() + "-"));
    }

    /** Whether a worker has so many processes of this program. */
    private static boolean has(WorkerProcess worker, int count) {
        List<?> pools = (List<?>) program.session()
                .readAny(Command.KEYS, new String(program.session().key("T:*"), StandardCharsets.UTF_8));
        assertEquals(1, pools.size());
        String name = Request.text(pools.getFirst());
        List<?> workers = (List<?>) program.session().readAny(Command.HVALS, name);
        return workers.stream()
                        .filter(session -> Request.text(session).startsWith(worker.pid() + "-"))
                        .count()
                == count;
    }

    /** A program that is killed while its process runs, which ends by itself long after the test. */
    static final class Program {
        private Program() {}

        static void stay(Event runs) throws Exception {
            runs.set();
            Thread.sleep(Duration.ofDays(1));
        }

        static void main() throws Exception {
            Context cluster = Multiprocessing.getContext("cluster");
            Event runs = cluster.event();
            Process process = cluster.process(Program::stay, runs);
            process.start();
            runs.await(); // it has all classes, for want of which it would end when the program does
            System.out.println(process.pid());
            process.join();
        }
    }

    @Test
    void itEndsWhenItsProgramIsKilled() throws Exception {
        java.lang.Process killed = ProgramJvm.start(TestServer.shared().url("processes"), Program.class);
        try (var output = killed.inputReader()) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            assertEquals(worker.pid(), child.parent().orElseThrow().pid());
            killed.destroyForcibly().waitFor();
            assertTrue(child.isAlive());
            Leases.runOutAtServer(TestServer.shared(), "processes", killed.pid());
            await(() -> !child.isAlive());
        } finally {
            killed.destroyForcibly();
        }
    }
}
