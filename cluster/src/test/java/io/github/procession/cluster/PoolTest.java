package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.function.Function0;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.MaybeEncodingError;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.TaskTimeoutException;
import io.github.procession.multiprocessing.WorkerLostException;
import io.github.procession.serialization.NotSendableException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/** A pool whose tasks a real worker does, which has none of the classes here. */
class PoolTest {
    private static final String KEY = "a secret of the tests";
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int MANY_LINES = 5_000;

    record Point(int x, int y) {}

    static final class Area {
        private static int starts;

        private Area() {}

        static void start(int by) {
            starts += by;
        }

        static int of(Point point) {
            return point.x() * point.y() + starts;
        }
    }

    private static WorkerProcess worker;
    private static Cluster cluster;
    private static Pool pool;

    @BeforeAll
    static void start() throws Exception {
        String url = TestServer.shared().url("pools");
        worker = WorkerProcess.start(url, KEY, "--slots", "2");
        cluster = Leases.builder(url)
                .authkey(KEY.getBytes(StandardCharsets.UTF_8))
                .connect();
        pool = cluster.pool(4);
    }

    @AfterAll
    static void end() {
        pool.terminate();
        cluster.close();
        worker.close();
    }

    static void await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - begin < LONG.toNanos(), "the condition does not come true");
            LockSupport.parkNanos(5_000_000);
        }
    }

    static List<String> resources(String name) throws Exception {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        List<String> texts = new ArrayList<>();
        for (URL url : Collections.list(loader.getResources(name))) {
            try (InputStream in = url.openStream()) {
                texts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        try (InputStream in = loader.getResource(name).openStream()) {
            texts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    @Test
    void allResourcesOfAPathAreThoseOfTheProgram() throws Exception {
        String name = "META-INF/services/org.junit.jupiter.api.extension.Extension"; // in a folder
        List<String> here = resources(name);
        assertTrue(here.size() > 1);
        assertEquals(here, pool.apply(PoolTest::resources, name));
        String license = "META-INF/LICENSE.md"; // in several jars
        assertEquals(
                resources(license).size(),
                pool.apply(PoolTest::resources, license).size());
    }

    static int half(int n) {
        if (n % 2 != 0) {
            throw new AssertionFailedError("odd: " + n); // from a jar that the worker does not have
        }
        return n / 2;
    }

    static int halt(String file) throws Exception {
        Path marker = Path.of(file);
        if (Files.exists(marker)) {
            return 1;
        }
        Files.createFile(marker);
        Runtime.getRuntime().halt(7);
        return 0;
    }

    static void sleep(String file) throws Exception {
        Files.createFile(Path.of(file));
        Thread.sleep(LONG);
    }

    @Test
    void tasksRunElsewhereWithClassesFromHere() throws Exception {
        assertEquals(12, pool.apply(Area::of, new Point(3, 4)));
        int offset = 1_000; // captured
        assertEquals(1_020, pool.apply((Point p) -> Area.of(p) + offset, new Point(4, 5)));
        long elsewhere =
                pool.apply(() -> ProcessHandle.current().parent().orElseThrow().pid());
        assertEquals(worker.pid(), elsewhere);
        List<Integer> numbers = IntStream.range(0, 5_000).boxed().toList();
        assertEquals(numbers.stream().map(n -> n + 1).toList(), pool.map(n -> n + 1, numbers));
        Set<Integer> seen = new HashSet<>();
        for (int n : pool.imapUnordered((Integer n) -> n, numbers.subList(0, 600))) {
            assertTrue(seen.add(n), "twice: " + n);
        }
        assertEquals(600, seen.size());
        byte[] large = pool.apply(() -> new byte[3 << 20]); // more than goes through an inbox
        assertEquals(3 << 20, large.length);
        await(() -> (Long) cluster.session()
                        .read(Command.EXISTS, "R:" + cluster.session().id() + ".1")
                == 0);
    }

    @Test
    void initializerRunsInEachChild() throws Exception {
        try (Pool own =
                cluster.pool(Pool.builder().processes(1).maxTasksPerChild(1).initializer(Area::start, 100))) {
            assertEquals(List.of(106, 106), own.map(Area::of, List.of(new Point(2, 3), new Point(3, 2)), 1));
        }
    }

    @Test
    void failuresComeBackWithTraceAndPlace() {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> pool.apply(PoolTest::half, 3));
        assertInstanceOf(AssertionFailedError.class, failed.getCause());
        assertEquals("half", failed.getCause().getStackTrace()[0].getMethodName());
        assertTrue(failed.getMessage().startsWith("in " + Session.host() + " (pid "), failed::getMessage);
        ExecutionException result =
                assertThrows(ExecutionException.class, () -> pool.apply((Function0<Object>) Thread::currentThread));
        assertInstanceOf(MaybeEncodingError.class, result.getCause());
        ExecutionException lock =
                assertThrows(ExecutionException.class, () -> pool.apply((Object o) -> o, List.of(1, new Lock())));
        assertInstanceOf(NotSendableException.class, lock.getCause());
        assertTrue(lock.getMessage().contains("argument"), lock::getMessage);
    }

    @Test
    void deadChildFailsItsTaskOrRunsItAgain(@TempDir Path folder) throws Exception {
        ExecutionException lost = assertThrows(
                ExecutionException.class,
                () -> pool.apply(PoolTest::halt, folder.resolve("a").toString()));
        assertTrue(
                assertInstanceOf(WorkerLostException.class, lost.getCause())
                        .getMessage()
                        .contains("exit code 7"),
                lost::getMessage);
        assertEquals(
                1, pool.retries(1).apply(PoolTest::halt, folder.resolve("b").toString()));
    }

    @Test
    void limitsAndCancellationReachTheChild(@TempDir Path folder) throws Exception {
        ExecutionException late = assertThrows(
                ExecutionException.class,
                () -> pool.timeout(Duration.ofMillis(1))
                        .apply(PoolTest::sleep, folder.resolve("a").toString()));
        assertInstanceOf(TaskTimeoutException.class, late.getCause());
        Path begun = folder.resolve("b");
        AsyncResult<Void> runs = pool.applyAsync(PoolTest::sleep, begun.toString());
        await(() -> Files.exists(begun));
        assertTrue(runs.running());
        assertFalse(runs.cancel(false), "it runs");
        assertTrue(runs.cancel(true));
        assertThrows(CancellationException.class, runs::get);
        await(() -> cluster.workers().getFirst().tasks() == 0);
        assertEquals(2, pool.apply(PoolTest::half, 4), "the slot is free again");
    }

    @Test
    void waitingTaskIsTakenBack(@TempDir Path folder) throws Exception {
        try (Pool one = cluster.pool(1)) {
            Path begun = folder.resolve("begun");
            AsyncResult<Void> first = one.applyAsync(PoolTest::sleep, begun.toString());
            AsyncResult<Integer> second = one.applyAsync(PoolTest::half, 2);
            await(() -> Files.exists(begun));
            assertFalse(second.running(), "the pool has one task at once");
            assertTrue(second.cancel(false));
            first.cancel(true);
            assertEquals(3, one.apply(PoolTest::half, 6));
        }
    }

    /** The same name in the same jar with other bytes, though that is as long and as old; both pools live. */
    @Test
    void classIsNeverStale(@TempDir Path folder) throws Exception {
        Path jar = folder.resolve("a plugin.jar");
        List<Object> values = new ArrayList<>();
        List<AutoCloseable> open = new ArrayList<>();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            for (String version : List.of("first.", "second")) {
                makeJar(folder, version, jar);
                URLClassLoader loader =
                        new URLClassLoader(new URL[] {jar.toUri().toURL()}, before);
                open.addFirst(loader);
                thread.setContextClassLoader(loader);
                @SuppressWarnings("unchecked")
                Function0<String> function = (Function0<String>)
                        loader.loadClass("Version").getDeclaredConstructor().newInstance();
                Pool own = cluster.pool(1);
                open.addFirst(own);
                values.add(own.apply(function));
            }
        } finally {
            thread.setContextClassLoader(before);
            for (AutoCloseable each : open) {
                each.close();
            }
        }
        assertEquals(List.of("first. a b", "second a b"), values);
    }

    /** A jar with a function, and a resource whose name has a blank. */
    private static void makeJar(Path folder, String version, Path jar) throws Exception {
        Path source = Files.createDirectories(folder.resolve(version)).resolve("Version.java");
        Files.writeString(source, """
            public class Version implements io.github.procession.function.Function0<String> {
                public String apply() {
                    try (var in = Version.class.getResource("/a b.txt").openStream()) {
                        return "%s " + new String(in.readAllBytes());
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            }
            """.formatted(version));
        String classPath = System.getProperty("java.class.path");
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", "-cp", classPath, source.toString()));
        Path made = folder.resolve("made");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(made))) {
            out.setLevel(0);
            out.putNextEntry(new JarEntry("Version.class"));
            out.write(Files.readAllBytes(source.resolveSibling("Version.class")));
            out.putNextEntry(new JarEntry("a b.txt"));
            out.write("a b".getBytes(StandardCharsets.UTF_8));
        }
        Files.setLastModifiedTime(made, FileTime.fromMillis(0));
        Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void nothingIsReadableAtTheServer() throws Exception {
        String marker = "a word that must be sealed";
        try (Cluster alone = Leases.builder(
                                TestServer.shared().url("sealed")) // without a worker: the task stays where it is
                        .authkey(KEY.getBytes(StandardCharsets.UTF_8))
                        .connect();
                Pool its = alone.pool(1)) {
            AsyncResult<String> waits = its.applyAsync((String s) -> s, marker);
            String key = "d:" + alone.session().id() + ".1";
            await(() -> (Long) alone.session().read(Command.HLEN, key) == 1);
            byte[] stored = (byte[]) alone.session().read(Command.HGET, key, "1");
            assertFalse(new String(stored, StandardCharsets.ISO_8859_1).contains(marker));
            assertTrue(waits.cancel(false));
        }
    }

    @Test
    void anotherKeyIsRefused() throws Exception {
        try (Cluster stranger = Leases.builder(TestServer.shared().url("pools"))
                        .authkey("another secret of the tests".getBytes(StandardCharsets.UTF_8))
                        .connect();
                Pool its = stranger.pool(1)) {
            ExecutionException refused = assertThrows(ExecutionException.class, () -> its.apply(PoolTest::half, 2));
            assertTrue(refused.getMessage().contains("same authkey"), refused::getMessage);
        }
    }

    @Test
    void printedLinesAppearHereWithTheirPlace() throws Exception {
        PrintStream before = System.out;
        PrintStream errorBefore = System.err;
        ByteArrayOutputStream here = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(here, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            pool.apply(() -> {
                System.out.println("hello from afar");
                LoggerFactory.getLogger("shop").info("an order");
                return 0;
            });
            pool.apply(() -> {
                IntStream.range(0, MANY_LINES).forEach(i -> System.out.println("line " + i));
                return 0;
            });
            await(() -> here.toString(StandardCharsets.UTF_8).contains("] line " + (MANY_LINES - 1) + "\n")
                    && here.toString(StandardCharsets.UTF_8).contains("hello from afar")
                    && here.toString(StandardCharsets.UTF_8).contains("INFO shop - an order\n"));
        } finally {
            System.setOut(before);
            System.setErr(errorBefore);
        }
        String place = "\\[" + Session.host() + "-\\d+-\\d+] ";
        List<String> lines = here.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(lines.stream().anyMatch(line -> line.matches(place + "hello from afar")), lines::toString);
        assertEquals(
                MANY_LINES,
                lines.stream().filter(line -> line.matches(place + "line \\d+")).count());
        assertTrue(lines.stream().anyMatch(line -> line.matches(place + ".*INFO shop - an order")), lines::toString);
    }

    @Test
    void secretsDoNotReachChildren() throws Exception {
        Set<String> variables = pool.apply(() -> new HashSet<>(System.getenv().keySet()));
        assertFalse(variables.contains(ClusterBuilder.AUTHKEY_VARIABLE));
        assertFalse(variables.contains(ProgramCluster.VARIABLE));
        assertTrue(variables.contains("PATH"));
    }

    @Test
    void statusShowsWhatThereIs(@TempDir Path folder) throws Exception {
        ClusterLock lock = cluster.lock("shown");
        lock.acquire();
        ClusterQueue<String> queue = cluster.joinableQueue("shown");
        queue.putAll(List.of("an item", "another one"));
        queue.get();
        ClusterSemaphore semaphore = cluster.semaphore("shown", 2);
        semaphore.acquire();
        Path begun = folder.resolve("begun");
        AsyncResult<Void> runs = pool.applyAsync(PoolTest::sleep, begun.toString());
        await(() -> Files.exists(begun));
        String status = Status.of(cluster);
        assertTrue(
                status.contains("worker " + Session.host() + " (pid " + worker.pid()
                        + "): 1 of 2 slots busy with tasks, 0 of 64 places with processes"),
                status);
        assertTrue(status.contains("0 tasks wait, 1 of 4 run"), status);
        assertTrue(status.contains("queue shown: 1 items, 2 not acknowledged"), status);
        String holder = " held by program " + Session.host() + " (pid "
                + ProcessHandle.current().pid() + ")";
        assertTrue(status.contains("permits of semaphore shown: 1" + holder), status);
        assertTrue(status.contains("items of queue shown: 1" + holder), status);
        assertTrue(status.contains("lock shown: held by"), status);
        runs.cancel(true);
        lock.release();
        queue.taskDone();
        semaphore.release();
        queue.delete();
    }

    @Test
    void poolLeavesNothingAtTheServer() throws Exception {
        Pool own = cluster.pool(2);
        own.map(PoolTest::half, List.of(2, 4, 6));
        own.close();
        assertTrue(own.join(LONG));
        assertThrows(IllegalStateException.class, () -> own.apply(PoolTest::half, 2));
        String id = cluster.session().id();
        for (Object key : (List<?>) TestServer.shared().command(Command.KEYS, "*:" + id + ".*")) {
            assertTrue(Request.text(key).endsWith(id + ".1"), Request.text(key)); // of the shared pool
        }
    }
}
