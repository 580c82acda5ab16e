package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A process that is a thread knows itself, its parent and its children, and ends, as one in a JVM of its own does. */
class ProcessInThreadTest {
    private static final Context THREADS = Multiprocessing.getContext("threads");

    private static String describe() {
        Process current = Multiprocessing.currentProcess();
        Process parent = Multiprocessing.parentProcess();
        return current.getName() + " of " + parent.getName() + (current.isDaemon() ? ", daemon" : "");
    }

    static void tell(Queue<Object> queue) throws Exception {
        queue.put(describe());
    }

    static void tellInOtherThreads(Queue<Object> queue) throws Exception {
        Thread platform = Thread.ofPlatform().start(() -> put(queue));
        platform.join();
        Thread virtual = Thread.ofVirtual().start(() -> put(queue));
        virtual.join();
        try (ThreadPool pool = new ThreadPool(1)) {
            queue.put(pool.apply(ProcessInThreadTest::describe));
        }
    }

    private static void put(Queue<Object> queue) {
        try {
            tell(queue);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void itRunsInThisJvmAndKnowsWhoItIsInAllItsThreads() throws Exception {
        Process main = Multiprocessing.currentProcess();
        try (Queue<Object> queue = new Queue<>()) {
            Process process = THREADS.process(ProcessInThreadTest::tell, queue);
            process.setDaemon(true);
            process.setName("P");
            Children.join(Children.start(process));
            assertEquals("P of MainProcess, daemon", queue.get());
            assertEquals(main.pid(), process.pid());

            Process other = THREADS.process(ProcessInThreadTest::tellInOtherThreads, queue);
            Children.join(Children.start(other));
            for (int i = 0; i < 3; i++) {
                assertEquals(other.getName() + " of MainProcess", queue.get());
            }
            assertSame(main, Multiprocessing.currentProcess());
        }
    }

    static void waitFor(Queue<Object> queue) throws Exception {
        while (!"go".equals(queue.get())) {
            throw new AssertionError();
        }
    }

    @Test
    void itsChildrenAreItsOwnInThreadsTooAndNamedAfterIt() throws Exception {
        try (Queue<Object> queue = new Queue<>();
                Queue<Object> answers = new Queue<>()) {
            Process process = THREADS.process(ProcessInThreadTest::family, queue, answers);
            process.start();
            String name = process.getName();
            assertEquals(List.of(List.of(name + ":1", name + ":2"), "threads", true), answers.get());
            assertEquals(List.of(process), Multiprocessing.activeChildren(), "not its children");
            queue.put("go");
            queue.put("go");
            Children.join(process);
        }
    }

    static void family(Queue<Object> queue, Queue<Object> answers) throws Exception {
        Process first = new Process(ProcessInThreadTest::waitFor, queue);
        Process second = new Process(ProcessInThreadTest::waitFor, queue);
        first.start();
        second.start();
        List<String> names = Multiprocessing.activeChildren().stream()
                .map(Process::getName)
                .sorted()
                .toList();
        boolean parentLives = Multiprocessing.parentProcess().isAlive();
        answers.put(List.of(names, Multiprocessing.getStartMethod(), parentLives)); // and does not wait for them
    }

    static final class Counter extends Process {
        static final AtomicReference<Counter> RAN = new AtomicReference<>();
        private final List<Integer> numbers = new ArrayList<>(List.of(1));

        @Override
        protected void run() {
            numbers.add(2);
            assertSame(this, Multiprocessing.currentProcess());
            assertThrows(IllegalStateException.class, this::start);
            assertThrows(IllegalStateException.class, this::join);
            RAN.set(this);
        }
    }

    @Test
    void theObjectOfASubclassIsCopiedAndIsTheCurrentProcessThere() throws Exception {
        Counter counter = THREADS.with(new Counter());
        Children.join(Children.start(counter));
        assertNotSame(counter, Counter.RAN.get());
        assertEquals(List.of(1), counter.numbers);
        assertEquals(List.of(1, 2), Counter.RAN.get().numbers);
        assertEquals(counter.getName(), Counter.RAN.get().getName());
    }

    static void add(List<Integer> list, int[] large, Event told) {
        list.add(2);
        large[0] = 2;
        told.set();
    }

    @Test
    void argumentsAreCopiedAndSharedObjectsAreShared() throws Exception {
        List<Integer> list = new ArrayList<>(List.of(1));
        int[] large = new int[1_000_000];
        Event told = new Event();
        Children.join(Children.start(THREADS.process(ProcessInThreadTest::add, list, large, told)));
        assertTrue(told.isSet());
        assertEquals(List.of(1), list);
        assertEquals(0, large[0]);
    }

    static void take(Object value) {}

    @Test
    void whatCannotTravelIsRefusedAsForAProcess() {
        Process process = THREADS.process(ProcessInThreadTest::take, (Object) Thread.currentThread());
        String message =
                assertThrows(IllegalArgumentException.class, process::start).getMessage();
        assertTrue(message.startsWith("argument 1 of ProcessInThreadTest.take(Object value)"), message);
        assertFalse(process.isAlive());
        assertEquals(List.of(), Multiprocessing.activeChildren());
    }

    static void echo(Connection connection) throws Exception {
        connection.send(connection.recv());
    }

    @Test
    void eachProcessClosesItsOwnEndsAndItsEndClosesWhatIsLeft() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Process process = Children.start(THREADS.process(ProcessInThreadTest::echo, pipe.second()));
            pipe.second().close();
            pipe.first().send("there");
            assertEquals("there", pipe.first().recv());
            assertThrows(java.io.EOFException.class, () -> pipe.first().recv(), "nobody has the other end any more");
            Children.join(process);
        }
        try (Queue<Object> queue = new Queue<>()) {
            Children.join(Children.start(THREADS.process(ProcessInThreadTest::putAndClose, queue)));
            assertEquals("last", queue.get());
        }
    }

    static void putAndClose(Queue<Object> queue) throws Exception {
        queue.put("last");
        queue.close();
    }

    static void exit(Object status) {
        Multiprocessing.exit(status);
    }

    static void fail() {
        throw new IllegalStateException("what a day");
    }

    private static int exitCode(Process process) throws Exception {
        process.start();
        assertTrue(process.join(Eventually.LIMIT));
        return process.exitCode().getAsInt();
    }

    @Test
    void itEndsWithPythonsExitCodes() throws Exception {
        assertEquals(0, exitCode(THREADS.process(ProcessInThreadTest::take, 1)));
        assertEquals(8, exitCode(THREADS.process(ProcessInThreadTest::exit, 8)));
        assertEquals(255, exitCode(THREADS.process(ProcessInThreadTest::exit, -1)));
        assertEquals(0, exitCode(THREADS.process(ProcessInThreadTest::exit, (Object) null)));
        String printed = Capture.err(() -> {
            assertEquals(1, exitCode(THREADS.process(ProcessInThreadTest::exit, "good-bye")));
            Process process = THREADS.process(ProcessInThreadTest::fail);
            process.setName("unlucky");
            assertEquals(1, exitCode(process));
        });
        List<String> lines = printed.lines().toList();
        assertEquals("good-bye", lines.get(0));
        assertEquals("Process unlucky:", lines.get(1));
        assertEquals("java.lang.IllegalStateException: what a day", lines.get(2));
        assertTrue(lines.get(3).contains("ProcessInThreadTest.fail(ProcessInThreadTest.java:"), printed);
    }

    static void park(Event begun) throws InterruptedException {
        begun.set();
        new CountDownLatch(1).await();
    }

    /** Started and at work. */
    private static Process parked() throws Exception {
        Event begun = new Event();
        Process process = Children.start(THREADS.process(ProcessInThreadTest::park, begun));
        assertTrue(begun.await(Eventually.LIMIT));
        return process;
    }

    @Test
    void aSignalInterruptsItAndIsItsExitCode() throws Exception {
        String printed = Capture.err(() -> {
            Process terminated = parked();
            assertEquals(OptionalInt.empty(), terminated.exitCode());
            assertFalse(terminated.join(Duration.ZERO));
            terminated.terminate();
            assertTrue(terminated.join(Eventually.LIMIT));
            assertEquals(OptionalInt.of(-15), terminated.exitCode());
            Children.kill(parked());
            terminated.kill();
            assertEquals(OptionalInt.of(-15), terminated.exitCode(), "it has ended before");
        });
        assertEquals("", printed);
    }

    @Test
    void oneThatIsTerminatedAtItsStartDoesNothingOrIsInterrupted() throws Exception {
        for (int i = 0; i < 200; i++) {
            Process process = Children.start(THREADS.process(ProcessInThreadTest::park, new Event()));
            process.terminate();
            assertTrue(process.join(Eventually.LIMIT));
            assertEquals(OptionalInt.of(-15), process.exitCode());
        }
    }

    static void parkWithChild(Event begun) throws InterruptedException {
        new Process(ProcessInThreadTest::park, begun).start();
        Thread.ofPlatform().daemon(false).start(LockSupport::park);
        new CountDownLatch(1).await();
    }

    @Test
    void aSignalEndsItsChildrenAndItsThreadsToo() throws Exception {
        Event begun = new Event();
        Process process = Children.start(THREADS.process(ProcessInThreadTest::parkWithChild, begun));
        assertTrue(begun.await(Eventually.LIMIT));
        process.terminate();
        assertTrue(process.join(Eventually.LIMIT)); // after all of them
        assertEquals(OptionalInt.of(-15), process.exitCode());
    }

    @Test
    void anInterruptIsAnExceptionThere() throws Exception {
        String printed = Capture.err(() -> {
            Process process = parked();
            process.interrupt();
            assertTrue(process.join(Eventually.LIMIT));
            assertEquals(OptionalInt.of(1), process.exitCode());
            process.interrupt();
        });
        assertTrue(printed.contains("InterruptedException"), printed);
    }

    static void leaveThreads(Queue<Object> queue) {
        Thread main = Thread.currentThread();
        Thread.ofPlatform().daemon(true).start(() -> {
            while (true) {
                LockSupport.park();
            }
        });
        Thread.ofPlatform().daemon(false).start(() -> {
            try {
                queue.get();
                main.join();
                queue.put("main has ended");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void itLivesAsLongAsItsThreadsThatAreNoDaemons() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = Children.start(THREADS.process(ProcessInThreadTest::leaveThreads, queue));
            Sentinel sentinel = process.sentinel();
            assertEquals(List.of(), Multiprocessing.wait(List.of(sentinel), Duration.ofMillis(20)));
            queue.put("go");
            assertEquals(List.of(sentinel), Multiprocessing.wait(List.of(sentinel), Eventually.LIMIT));
            Children.join(process);
            assertEquals("main has ended", queue.get());
        }
    }

    static void leaveChildren(Event daemonBegun, Event daemonEnded, Event childBegun, Event gate) throws Exception {
        Process daemon = new Process(ProcessInThreadTest::parkAndTell, daemonBegun, daemonEnded);
        daemon.setDaemon(true);
        daemon.start();
        new Process(ProcessInThreadTest::await, childBegun, gate).start();
        daemonBegun.await();
        childBegun.await();
    }

    static void parkAndTell(Event begun, Event ended) throws InterruptedException {
        try {
            park(begun);
        } finally {
            ended.set();
        }
    }

    static void await(Event begun, Event gate) throws InterruptedException {
        begun.set();
        gate.await();
    }

    @Test
    void itWaitsForItsChildrenAndThenTerminatesItsDaemons() throws Exception {
        Event ended = new Event();
        Event childBegun = new Event();
        Event gate = new Event();
        Process process = Children.start(
                THREADS.process(ProcessInThreadTest::leaveChildren, new Event(), ended, childBegun, gate));
        assertTrue(childBegun.await(Eventually.LIMIT));
        assertFalse(process.join(Duration.ofMillis(20)));
        assertFalse(ended.isSet());
        gate.set();
        Children.join(process);
        assertTrue(ended.await(Eventually.LIMIT));
    }

    static void increment(IntValue value, Lock lock, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            try (var _ = lock.acquire()) {
                value.set(value.get() + 1);
            }
        }
    }

    @Test
    void manyRunAtOnceStartedFromSeveralThreads() throws Exception {
        IntValue value = Value.ofInt(0);
        Lock lock = new Lock();
        List<Threads.Running<Integer>> starters = new ArrayList<>();
        for (int starter = 0; starter < 4; starter++) {
            starters.add(Threads.run(() -> {
                List<Process> processes = new ArrayList<>();
                for (int i = 0; i < 25; i++) {
                    processes.add(Children.start(THREADS.process(ProcessInThreadTest::increment, value, lock, 20)));
                }
                Children.join(processes);
                return processes.size();
            }));
        }
        for (Threads.Running<Integer> starter : starters) {
            assertEquals(25, starter.result());
        }
        assertEquals(2000, value.get());
        assertEquals(List.of(), Multiprocessing.activeChildren());
    }

    @Test
    void aProcessIsStartedOnceByWhicheverThread() throws Exception {
        Process process = THREADS.process(ProcessInThreadTest::take, 1);
        List<Threads.Running<Boolean>> starters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starters.add(Threads.run(() -> {
                try {
                    process.start();
                    return true;
                } catch (IllegalStateException e) {
                    return false;
                }
            }));
        }
        int started = 0;
        for (Threads.Running<Boolean> each : starters) {
            started += each.result() ? 1 : 0;
        }
        assertEquals(1, started);
        Children.join(process);
    }

    static void sendItself(Queue<Object> queue, Process[] own) throws Exception {
        queue.put(assertThrows(IllegalStateException.class, own[0]::isAlive).getMessage());
    }

    @Test
    void aProcessObjectThatTravelledIsNobodysAndTheKeyIsInherited() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process travels = THREADS.process(ProcessInThreadTest::take, 1);
            Children.join(
                    Children.start(THREADS.process(ProcessInThreadTest::sendItself, queue, new Process[] {travels})));
            assertTrue(((String) queue.get()).contains("belongs to a process that another process has created"));
            Process keyed = THREADS.process(ProcessInThreadTest::tellKey, queue);
            keyed.setAuthKey(new byte[] {1, 2});
            Children.join(Children.start(keyed));
            assertArrayEquals(new byte[] {1, 2}, (byte[]) queue.get());
        }
    }

    static void tellKey(Queue<Object> queue) throws Exception {
        queue.put(Multiprocessing.currentProcess().authKey());
    }

    static void tellLockOwners(Lock lock, RLock rLock, Queue<Object> queue) throws Exception {
        lock.acquire();
        rLock.acquire();
        queue.put(List.of(lock.toString(), rLock.toString()));
        Thread thread = Thread.ofPlatform().name("T").start(() -> {
            try {
                queue.put(lock.toString());
                assertThrows(IllegalMonitorStateException.class, rLock::release);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        thread.join();
        rLock.release();
        lock.release();
    }

    @Test
    void locksBelongToItsThreads() throws Exception {
        Lock lock = new Lock();
        RLock rLock = new RLock();
        try (Queue<Object> queue = new Queue<>()) {
            Process process = THREADS.process(ProcessInThreadTest::tellLockOwners, lock, rLock, queue);
            process.setName("P");
            Children.join(Children.start(process));
            assertEquals(List.of("<Lock(owner=P)>", "<RLock(P, 1)>"), queue.get());
            assertEquals("<Lock(owner=SomeOtherThread)>", queue.get());
        }
    }

    static void startSpawned(Queue<Object> queue) throws Exception {
        Process spawned = Multiprocessing.getContext("spawn").process(ProcessInThreadTest::tell, queue);
        Children.join(Children.start(spawned));
        queue.put(spawned.pid() == ProcessHandle.current().pid());
    }

    @Test
    void aContextOfAnotherMethodIsAsItSays() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = THREADS.process(ProcessInThreadTest::startSpawned, queue);
            Children.join(Children.start(process));
            assertEquals(process.getName() + ":1 of " + process.getName(), queue.get());
            assertEquals(false, queue.get());
        }
    }
}
