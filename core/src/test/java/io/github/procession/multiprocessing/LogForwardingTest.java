package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.RecordingProvider;
import io.github.procession.support.RecordingProvider.Recorded;
import io.github.procession.support.RootJvm;
import io.github.procession.support.RootMethod;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;

/** What children log arrives at the loggers of their root. Each test is a program in a JVM of its own. */
class LogForwardingTest {
    private static final String ON = "-Dprocession.logForwarding=true";

    /** So that children wait for a root that gets no processor for a while; it is no longer than a test waits. */
    private static final String PATIENT = "-Dprocession.logPatienceMillis=" + Eventually.LIMIT.toMillis();

    private static RootJvm.Result run(String method, String... options) throws Exception {
        RootJvm.Result result = RootMethod.of(LogForwardingTest.class, method)
                .options(RecordingProvider.OPTION, "-Dslf4j.internal.verbosity=WARN")
                .options(options)
                .run()
                .succeeded();
        assertEquals("", result.err());
        return result;
    }

    private static List<String> messages(String logger) {
        return RecordingProvider.of(logger).stream().map(Recorded::message).toList();
    }

    @Test
    void anEventIsWhatItWasInTheChild() throws Exception {
        run("wholeEvent", ON, PATIENT);
    }

    static void wholeEvent() throws Exception {
        Process process =
                Process.target(LogForwardingTest::logWholeEvent).name("worker").build();
        Children.join(Children.start(process));
        List<Recorded> events = RecordingProvider.of("shop.Orders");
        assertEquals(2, events.size(), events::toString);
        Recorded first = events.get(0);
        assertEquals(Level.WARN, first.level());
        assertEquals("worker/main", first.thread());
        assertEquals(Map.of("customer", "7", "processName", "worker"), first.context());
        assertEquals("AUDIT", first.marker().getName());
        assertEquals("order 12 of {} \u20ac", first.message());
        assertEquals(NoSuchFileException.class, first.throwable().getClass());
        assertEquals("x", first.throwable().getMessage());
        assertEquals(
                "logWholeEvent",
                first.throwable().getStackTrace()[0].getMethodName(),
                "the stack is that of the child");
        assertEquals("Multiline\n two", events.get(1).message());
        assertEquals(Map.of("processName", "renamed"), events.get(1).context());
        assertEquals("renamed/other", events.get(1).thread());
        assertEquals(Level.ERROR, events.get(1).level());
        assertEquals(List.of("is there 1"), messages("located"), "of a backend that looks for the caller");
    }

    static void logWholeEvent() throws Exception {
        Logger log = LoggerFactory.getLogger("shop.Orders");
        LoggerFactory.getLogger("located").info("is there {}", 1);
        MDC.put("customer", "7");
        log.warn(MarkerFactory.getMarker("AUDIT"), "order {} of {} \u20ac", 12, "{}", new NoSuchFileException("x"));
        Multiprocessing.currentProcess().setName("renamed");
        Thread other = new Thread(
                () -> {
                    MDC.clear();
                    log.atError().log("Multiline\n two");
                },
                "other");
        other.start();
        other.join();
    }

    @Test
    void theLevelsOfTheRootDecideAndNothingIsFormattedInVain() throws Exception {
        assertEquals("fine\n", run("levels", ON, PATIENT).out());
    }

    static void levels() throws Exception {
        Children.join(Children.start(new Process(LogForwardingTest::logAtAllLevels)));
        assertEquals(List.of("i", "w", "e"), messages("coarse"));
        assertEquals(List.of("t", "d fine", "i", "w", "e"), messages("fine"));
    }

    static void logAtAllLevels() {
        for (String name : List.of("coarse", "fine")) {
            Logger log = LoggerFactory.getLogger(name);
            log.trace("t");
            log.debug("d {}", new Object() {
                @Override
                public String toString() {
                    System.out.println(name);
                    return name;
                }
            });
            log.info("i");
            log.warn("w");
            log.error("e");
        }
    }

    @Tag("full")
    @Test
    void whatAChildLogsBeforeItIsKilledIsThereWhenItIsJoined() throws Exception {
        run("killed", ON, PATIENT);
    }

    static void killed() throws Exception {
        for (int round = 0; round < 5; round++) {
            Process process = Children.start(new Process(LogForwardingTest::logAndDie));
            assertTrue(process.join(Eventually.LIMIT));
            assertEquals(OptionalInt.of(-9), process.exitCode());
            assertEquals(IntStream.range(0, 3_000).mapToObj(i -> "event " + i).toList(), messages("victim"));
            RecordingProvider.EVENTS.clear();
        }
    }

    static void logAndDie() throws Exception {
        Logger log = LoggerFactory.getLogger("victim");
        for (int i = 0; i < 3_000; i++) {
            log.info("event {}", i);
        }
        log.isDebugEnabled();
        new ProcessBuilder(
                        "kill", "-KILL", Long.toString(ProcessHandle.current().pid()))
                .start();
        new CountDownLatch(1).await();
    }

    @Tag("full")
    @Test
    void grandchildrenClassInitializersSparesAndWorkersLogHereToo() throws Exception {
        run("allKinds", PATIENT);
    }

    static void allKinds() throws Exception {
        Multiprocessing.setLogForwarding(true);
        Children.join(Children.start(new Process(LogForwardingTest::haveChild)));
        assertEquals(
                Set.of("Process-1 child", "Process-1:1 grandchild"), // each has a line of its own
                RecordingProvider.of("family").stream()
                        .map(event -> event.context().get("processName") + " " + event.message())
                        .collect(Collectors.toSet()));

        Context context = Multiprocessing.getContext("forkserver");
        context.setForkserverPreload(List.of(Initialized.class.getName()));
        for (int i = 0; i < 4; i++) {
            SpareJvms.boot();
            Children.join(Children.start(context.process(LogForwardingTest::useInitialized)));
        }
        List<Recorded> events = RecordingProvider.of("initialized");
        List<Recorded> uses =
                events.stream().filter(event -> event.message().equals("used")).toList();
        assertEquals(4, uses.size());
        uses.forEach(event -> assertTrue(event.thread().matches("Process-\\d+/main"), event::toString));
        assertTrue(
                events.stream()
                        .anyMatch(event -> event.message().equals("initializer")
                                && event.thread().equals("spare/main")),
                "a spare logs before it has a name");
        context.setForkserverPreload(List.of());

        try (Pool pool = new Pool(2)) {
            pool.map(LogForwardingTest::logTask, List.of(1, 2, 3, 4, 5, 6));
        }
        assertEquals(
                List.of("task 1", "task 2", "task 3", "task 4", "task 5", "task 6"),
                messages("pool").stream().sorted().toList());
    }

    static void haveChild() throws Exception {
        LoggerFactory.getLogger("family").info("child");
        Children.join(Children.start(
                new Process(() -> LoggerFactory.getLogger("family").info("grandchild"))));
    }

    static final class Initialized {
        static final Logger LOG = LoggerFactory.getLogger("initialized");

        static {
            LOG.info("initializer");
        }
    }

    static void useInitialized() {
        Initialized.LOG.info("used");
    }

    static int logTask(int number) {
        LoggerFactory.getLogger("pool").info("task {}", number);
        return number;
    }

    @Tag("full")
    @Test
    void eightChildrenThatLogMuchLoseNothingAndEachKeepsItsOrder() throws Exception {
        run("eight", ON, PATIENT);
    }

    static void eight() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            processes.add(Children.start(new Process(LogForwardingTest::logMuch, "child" + i)));
        }
        Children.join(processes);
        for (int i = 0; i < 8; i++) {
            assertEquals(IntStream.range(0, 20_000).mapToObj(Integer::toString).toList(), messages("child" + i));
        }
    }

    static void logMuch(String name) {
        Logger log = LoggerFactory.getLogger(name);
        for (int i = 0; i < 20_000; i++) {
            log.info("{}", i);
        }
    }

    @Tag("full")
    @Test
    void aBackendThatIsStuckDoesNotStopAChildAndTheMissingEventsAreCounted() throws Exception {
        run("stuck", ON);
    }

    static void stuck() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        RecordingProvider.before = () -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        try (Queue<String> news = new Queue<>();
                Queue<String> orders = new Queue<>()) {
            Process process = Children.start(new Process(LogForwardingTest::logLarge, news, orders));
            assertEquals("logged all", news.get(Eventually.LIMIT));
            release.countDown();
            Eventually.await(
                    "the first events", () -> !RecordingProvider.of("large").isEmpty());
            orders.put("go on");
            Children.join(process);
        }
        int arrived = messages("large").size();
        List<String> warnings = messages("io.github.procession.ipc.log.LogReader");
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(
                warnings.get(0).contains("Process-1: " + (LARGE + 1 - arrived) + " events are lost"),
                warnings::toString);
        assertEquals("the last", messages("large").getLast());
        assertTrue(arrived > 10 && arrived < LARGE, () -> arrived + " of " + LARGE);
    }

    private static final int LARGE = 2_000;

    static void logLarge(Queue<String> news, Queue<String> orders) throws Exception {
        Logger log = LoggerFactory.getLogger("large");
        String text = "x".repeat(1_000);
        for (int i = 0; i < LARGE; i++) {
            log.info(text);
        }
        assertFalse(LoggerFactory.getLogger("other").isDebugEnabled(), "nobody answers, so INFO is the lowest");
        news.put("logged all");
        orders.get();
        Eventually.await(
                "all that was sent is taken",
                () -> LoggerFactory.getLogger("fine").isDebugEnabled());
        log.info("the last");
    }

    @Test
    void aBackendThatThrowsIsToldOnceAndHoldsUpNobody() throws Exception {
        RootJvm.Result result = RootMethod.of(LogForwardingTest.class, "throwing")
                .options(RecordingProvider.OPTION, "-Dslf4j.internal.verbosity=WARN", ON, PATIENT)
                .run()
                .succeeded();
        assertEquals(
                1,
                result.err()
                        .lines()
                        .filter(line -> line.endsWith(" throws java.lang.IllegalStateException: broken backend"))
                        .count(),
                result.err());
    }

    static void throwing() throws Exception {
        RecordingProvider.before = () -> {
            throw new IllegalStateException("broken backend");
        };
        Children.join(Children.start(new Process(LogForwardingTest::logMuch, "any")));
    }

    /** An exception that cannot be sent, and says so itself. */
    static final class Unsendable extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Lock lock = new Lock();

        Unsendable() {
            super("has a lock");
        }

        private void writeObject(java.io.ObjectOutputStream out) {
            LoggerFactory.getLogger("odd").error("while it is written", new IllegalArgumentException("inner"));
            throw new IllegalStateException("not me " + lock);
        }
    }

    private static final String LONG = "x".repeat(5_000_000);

    @Test
    void oddEventsArrive() throws Exception {
        RootMethod.of(LogForwardingTest.class, "odd")
                .options(RecordingProvider.OPTION, ON, PATIENT)
                .run()
                .succeeded();
    }

    static void odd() throws Exception {
        Children.join(Children.start(new Process(LogForwardingTest::logOdd)));
        List<Recorded> events = RecordingProvider.of("odd");
        List<String> plain = events.stream()
                .filter(event -> event.throwable() == null)
                .map(Recorded::message)
                .toList();
        assertEquals(
                Arrays.asList("[FAILED toString()]", null, "interrupted true", LONG),
                plain.stream()
                        .filter(text -> text == null || !text.startsWith("while it is written"))
                        .toList());
        assertTrue(plain.size() > 4, "what is logged while an exception is written");
        Recorded unsendable = events.stream()
                .filter(event -> "unsendable".equals(event.message()))
                .findFirst()
                .orElseThrow();
        assertTrue(unsendable.throwable().toString().contains("has a lock"), unsendable::toString);
        Recorded deep = events.getLast();
        assertInstanceOf(StackOverflowError.class, deep.throwable());
    }

    static void logOdd() throws Exception {
        Logger log = LoggerFactory.getLogger("odd");
        log.info("{}", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        });
        log.info(null);
        log.error("unsendable", new Unsendable());
        Thread.currentThread().interrupt();
        log.info("interrupted {}", Thread.currentThread().isInterrupted());
        assertTrue(Thread.interrupted(), "logging keeps the interrupt");
        log.info(LONG);
        log.error("deep", overflow());
    }

    private static StackOverflowError overflow() {
        try {
            return overflow();
        } catch (StackOverflowError e) {
            return e;
        }
    }

    @Test
    void withoutTheSwitchChildrenHaveABackendOfTheirOwn() throws Exception {
        run("off");
        run("offAgain", ON);
    }

    static void off() throws Exception {
        Children.join(Children.start(new Process(LogForwardingTest::logHere)));
        assertEquals(List.of(), RecordingProvider.EVENTS);
    }

    static void offAgain() throws Exception {
        Multiprocessing.setLogForwarding(false);
        off();
        Multiprocessing.setLogForwarding(true);
        Children.join(Children.start(new Process(() -> {
            Multiprocessing.setLogForwarding(false);
            Children.join(Children.start(new Process(LogForwardingTest::logHere)));
        })));
        assertEquals(List.of(), RecordingProvider.EVENTS);
    }

    static void logHere() {
        LoggerFactory.getLogger("here").info("in the child");
        assertEquals(List.of("in the child"), messages("here"));
    }
}
