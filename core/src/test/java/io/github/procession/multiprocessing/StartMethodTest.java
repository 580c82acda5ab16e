package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.ipc.jvm.Spares;
import io.github.procession.support.Children;
import io.github.procession.support.RootMethod;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StartMethodTest {
    @BeforeEach
    @AfterEach
    void nothingIsSet() {
        Multiprocessing.setStartMethod(null, true);
        Multiprocessing.setForkserverPreload(List.of());
        Spares.discardAll();
    }

    static void reportMethod(Queue<String> queue) throws Exception {
        queue.put(Multiprocessing.getStartMethod());
    }

    @Test
    @Conformance("START-01")
    void aContextKeepsItsMethodAndItsChildrenHaveIt() throws Exception {
        for (String method : Multiprocessing.getAllStartMethods()) {
            Context context = Multiprocessing.getContext(method);
            assertEquals(method, context.getStartMethod());
            assertSame(context, context.getContext());
            assertSame(context, context.getContext(null));
            assertThrows(IllegalStateException.class, () -> context.setStartMethod("spawn"));
            try (Queue<String> queue = context.queue()) {
                Children.join(Children.start(context.process(StartMethodTest::reportMethod, queue)));
                assertEquals(method, queue.get());
            }
        }
    }

    @Test
    void clusterNeedsItsModuleForPoolsAndProcesses() {
        Context cluster = Multiprocessing.getContext("cluster");
        assertEquals("cluster", cluster.getStartMethod());
        assertFalse(Multiprocessing.getAllStartMethods().contains("cluster"));
        IllegalStateException pool = assertThrows(IllegalStateException.class, () -> cluster.pool(1));
        assertTrue(pool.getMessage().contains("procession-cluster"), pool::getMessage);
        Process process = cluster.process(StartMethodTest::reportMethod, (Queue<String>) null);
        IllegalStateException refused = assertThrows(IllegalStateException.class, process::start);
        assertTrue(refused.getMessage().contains("procession-cluster"), refused::getMessage);
    }

    @Test
    @Conformance("START-02")
    void aContextOfItsOwnDoesNotFixTheMethodOfTheModule() throws Exception {
        assertNull(Multiprocessing.getStartMethod(true));
        for (String method : Multiprocessing.getAllStartMethods()) {
            Context context = Multiprocessing.getContext(method);
            Children.join(Children.start(context.process(StartMethodTest::nothing)));
            assertNull(Multiprocessing.getStartMethod(true));
        }
    }

    static void nothing() {}

    @Test
    @Conformance("START-05")
    void aMethodIsSetOnceUnlessForced() throws Exception {
        Multiprocessing.setStartMethod("forkserver");
        assertThrows(IllegalStateException.class, () -> Multiprocessing.setStartMethod("spawn"));
        for (String method : Multiprocessing.getAllStartMethods()) {
            Multiprocessing.setStartMethod(method, true);
            assertEquals(method, Multiprocessing.getStartMethod());
            assertEquals(method, Multiprocessing.getContext().getStartMethod());
            try (Queue<String> queue = new Queue<>()) {
                Children.join(Children.start(new Process(StartMethodTest::reportMethod, queue)));
                assertEquals(method, queue.get());
            }
        }
        Multiprocessing.setStartMethod(null, true);
        assertNull(Multiprocessing.getStartMethod(true));
    }

    @Test
    void askingForTheMethodFixesIt() {
        assertEquals("spawn", Multiprocessing.getStartMethod());
        assertThrows(IllegalStateException.class, () -> Multiprocessing.setStartMethod("forkserver"));
    }

    @Test
    @Conformance("START-06")
    void theDefaultIsTheFirstOfAllMethodsAndForkIsNone() {
        assertEquals(List.of("spawn", "forkserver"), Multiprocessing.getAllStartMethods());
        assertEquals("spawn", Multiprocessing.getStartMethod());
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> Multiprocessing.getContext("fork"));
        assertTrue(refusal.getMessage().contains("a JVM cannot be copied"), refusal::getMessage);
        assertThrows(IllegalArgumentException.class, () -> Multiprocessing.setStartMethod("fork", true));
        Exception unknown = assertThrows(IllegalArgumentException.class, () -> Multiprocessing.getContext("spoon"));
        assertEquals(
                "cannot find context for 'spoon': there are spawn, forkserver, threads, cluster", unknown.getMessage());
    }

    /** A class that says when it was initialized. */
    static final class Heavy {
        static final long AT = System.nanoTime();
    }

    static void sayWhetherLoaded(Queue<Boolean> queue) throws Exception {
        long now = System.nanoTime();
        queue.put(Heavy.AT < now);
    }

    @Test
    @Conformance({"START-07", "PATH-01"})
    void sparesInitializeTheClassesThatTheyAreToldAndLeaveOutOthers() throws Exception {
        Multiprocessing.setForkserverPreload(List.of("no.such.Class", Heavy.class.getName()));
        Context context = Multiprocessing.getContext("forkserver");
        try (Queue<Boolean> queue = context.queue()) {
            Children.join(Children.start(context.process(StartMethodTest::nothing)));
            SpareJvms.awaitFull();
            Children.join(Children.start(context.process(StartMethodTest::startGrandchild, queue)));
            assertEquals(List.of(true, false), List.of(queue.get(), queue.get()), "the spare, then a spawned one");
        }
    }

    @Test
    @Conformance("START-04")
    void namesOfClassesAreThere() {
        assertThrows(NullPointerException.class, () -> Multiprocessing.setForkserverPreload(null));
        List<String> names = Arrays.asList(Heavy.class.getName(), null);
        assertThrows(NullPointerException.class, () -> Multiprocessing.setForkserverPreload(names));
    }

    /** A class whose initializer throws. */
    static final class Broken {
        static final int SIZE = Integer.parseInt("many");
    }

    static void preloadABrokenClass() throws Exception {
        Multiprocessing.setForkserverPreload(List.of("no.such.Class", Broken.class.getName()), "warn");
        List<Long> spares = SpareJvms.boot();
        Process process =
                Children.start(Multiprocessing.getContext("forkserver").process(StartMethodTest::nothing));
        Children.join(process);
        assertTrue(spares.contains(process.pid()));
    }

    @Test
    @Conformance("DOC-09")
    void theProgramSaysWhatHappensWhenAClassCannotBeLoadedInAdvance() throws Exception {
        List<String> mistyped = List.of(Heavy.class.getName(), "no.such.Class");
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Multiprocessing.setForkserverPreload(mistyped, "fail"))
                .getMessage();
        assertTrue(message.startsWith("the class no.such.Class cannot be loaded in advance: "), message);
        assertThrows(IllegalArgumentException.class, () -> Multiprocessing.setForkserverPreload(mistyped, "explode"));
        Multiprocessing.setForkserverPreload(mistyped, "ignore");
        String err = RootMethod.of(StartMethodTest.class, "preloadABrokenClass")
                .run()
                .succeeded()
                .err();
        assertTrue(err.contains("the class no.such.Class cannot be loaded in advance"), err);
        assertTrue(err.contains("$Broken cannot be initialized in advance"), err);
    }

    /** A class that prints when it is initialized. */
    static final class Talkative {
        static {
            System.out.println("loaded in advance");
        }
    }

    static void startOneWithATalkativeClass() throws Exception {
        Multiprocessing.setForkserverPreload(List.of(Talkative.class.getName()));
        Context context = Multiprocessing.getContext("forkserver");
        List<Long> spares = SpareJvms.boot();
        Process process = Children.start(context.process(() -> System.out.println("job")));
        Children.join(process);
        assertTrue(spares.contains(process.pid()));
    }

    @Test
    @Conformance("PATH-03")
    void whatASparePrintsWhileItLoadsAppearsOnce() throws Exception {
        String out = RootMethod.of(StartMethodTest.class, "startOneWithATalkativeClass")
                .run()
                .succeeded()
                .out();
        assertEquals(List.of("loaded in advance", "job"), out.lines().toList());
    }

    static void startGrandchild(Queue<Boolean> queue) throws Exception {
        sayWhetherLoaded(queue);
        Children.join(
                Children.start(Multiprocessing.getContext("spawn").process(StartMethodTest::sayWhetherLoaded, queue)));
    }

    @Test
    @Conformance("START-08")
    void whatOneContextMakesGoesToProcessesOfAnother() throws Exception {
        Context spawn = Multiprocessing.getContext("spawn");
        Context forkserver = Multiprocessing.getContext("forkserver");
        for (List<Context> pair : List.of(List.of(spawn, forkserver), List.of(forkserver, spawn))) {
            try (Queue<String> queue = pair.get(0).queue()) {
                Lock lock = pair.get(0).lock();
                Children.join(Children.start(pair.get(1).process(StartMethodTest::use, queue, lock)));
                assertEquals("used", queue.get());
            }
        }
    }

    static void use(Queue<String> queue, Lock lock) throws Exception {
        try (var _ = lock.acquire()) {
            queue.put("used");
        }
    }

    @Tag("full")
    @Test
    @Conformance("START-09")
    void theChildOfAChildStartsInTheSameWayAndUsesTheSameQueue() throws Exception {
        for (String method : Multiprocessing.getAllStartMethods()) {
            Multiprocessing.setStartMethod(method, true);
            try (Queue<String> queue = new Queue<>()) {
                Children.join(Children.start(new Process(StartMethodTest::nest, queue)));
                assertEquals(List.of(method, method), List.of(queue.get(), queue.get()));
            }
        }
    }

    static void nest(Queue<String> queue) throws Exception {
        reportMethod(queue);
        Children.join(Children.start(new Process(StartMethodTest::reportMethod, queue)));
    }

    /** A process of a subclass. */
    static final class Reporter extends Process {
        private final Queue<String> queue;

        Reporter(Queue<String> queue) {
            this.queue = queue;
        }

        @Override
        protected void run() throws Exception {
            reportMethod(queue);
        }
    }

    @Tag("full")
    @Test
    void aContextTakesProcessesOfSubclassesAndDescribedOnes() throws Exception {
        Context context = Multiprocessing.getContext("forkserver");
        try (Queue<String> queue = context.queue()) {
            Children.join(Children.start(context.with(new Reporter(queue))));
            assertEquals("forkserver", queue.get());
            Children.join(Children.start(context.with(
                    Process.target(StartMethodTest::reportMethod).args(queue).build())));
            assertEquals("forkserver", queue.get());
            Process started = Children.start(new Reporter(queue));
            assertThrows(IllegalStateException.class, () -> context.with(started));
            Children.join(started);
            assertEquals("spawn", queue.get());
        }
    }
}
