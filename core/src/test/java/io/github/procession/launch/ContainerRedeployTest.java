package io.github.procession.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.multiprocessing.ThreadPool;
import io.github.procession.multiprocessing.Value;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootMethod;
import io.github.procession.threading.Local;
import java.io.File;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A container loads the library with a web application and drops both: no thread, hook, file or class loader stays. The
 * container is a JVM of its own.
 */
class ContainerRedeployTest {
    private static final int DEPLOYMENTS = 2;
    private static final String COLLECTS_WHAT_IS_HELD_SOFTLY = "-XX:SoftRefLRUPolicyMSPerMB=0";

    @TempDir
    private Path folder;

    private void run(String method) throws Exception {
        var result = RootMethod.of(ContainerRedeployTest.class, method)
                .options("-Dprocession.dir=" + folder, "-Dprocession.spares=1", COLLECTS_WHAT_IS_HELD_SOFTLY)
                .run()
                .succeeded();
        String noise = result.err()
                .lines()
                .filter(line ->
                        !line.startsWith("procession: warning: ")) // a queue in a static field is another one there
                .collect(Collectors.joining("\n"));
        assertEquals("", noise);
        assertEquals("", result.out());
    }

    /** What the web applications are made of; a container's class loader asks itself before its parent. */
    private static final class WebLoader extends URLClassLoader {
        WebLoader(URL[] urls) {
            super(urls, ContainerRedeployTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null && !name.startsWith("java.")) {
                    try {
                        loaded = findClass(name);
                    } catch (ClassNotFoundException _) {
                        // one of the container
                    }
                }
                return loaded != null ? loaded : super.loadClass(name, resolve);
            }
        }
    }

    private static WeakReference<ClassLoader> deploy(Class<? extends Runnable> application) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        WebLoader loader = new WebLoader(urls.toArray(URL[]::new));
        try {
            thread.setContextClassLoader(loader);
            Class<?> type = loader.loadClass(application.getName());
            assertEquals(loader, type.getClassLoader());
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            ((Runnable) constructor.newInstance()).run();
            return new WeakReference<>(loader);
        } finally {
            thread.setContextClassLoader(before);
            if (application != Closing.class) {
                loader.close(); // nothing needs classes after a shutdown; what was only closed may, for a moment
            }
        }
    }

    private static Set<String> threads() {
        Set<String> names = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            boolean ofTheJdk = name.startsWith("process reaper")
                    || name.startsWith("ForkJoinPool.commonPool")
                    || name.startsWith("ForkJoinPool-1-") // runs virtual threads
                    || name.equals("VirtualThread-unblocker")
                    || name.equals("Common-Cleaner");
            if (!ofTheJdk) {
                names.add(name);
            }
        }
        return names;
    }

    private static void redeploy(Class<? extends Runnable> application) throws Exception {
        Set<String> before = threads();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < DEPLOYMENTS; i++) {
            loaders.add(deploy(application));
        }
        boolean ended = Eventually.holdsWithin(Eventually.LIMIT, () -> {
            System.gc();
            return before.containsAll(threads());
        });
        assertTrue(ended, () -> "threads that are left: " + threads());
        for (WeakReference<ClassLoader> loader : loaders) {
            Eventually.await("the class loader is collected", () -> {
                System.gc();
                return loader.get() == null;
            });
        }
    }

    private static List<Path> sessions() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("procession.dir")))) {
            return files.toList();
        }
    }

    @Tag("full")
    @Test
    void shutdownLeavesNothing() throws Exception {
        run("shutdown");
    }

    static void shutdown() throws Exception {
        redeploy(ShuttingDown.class);
        assertEquals(List.of(), sessions());
    }

    @Tag("full")
    @Test
    void anApplicationThatClosesWhatItOpensIsNotHeld() throws Exception {
        run("closing");
    }

    static void closing() throws Exception {
        redeploy(Closing.class);
    }

    /** Uses all, and leaves it as it is. */
    static final class ShuttingDown implements Runnable {
        private static final Queue<Object> IN_A_STATIC_FIELD = new Queue<>();

        @Override
        public void run() {
            try {
                Pool pool = Pool.builder()
                        .processes(1)
                        .timeout(Duration.ofMinutes(1))
                        .build();
                pool.applyAsync(ContainerRedeployTest::count, 1).callback(_ -> {});
                Closing.use(pool, IN_A_STATIC_FIELD);
                Local<String> local = new Local<>();
                local.set("of a thread of the container");
                Process sleeper = new Process(() -> Thread.sleep(Long.MAX_VALUE));
                Multiprocessing.getContext("forkserver")
                        .process(() -> Thread.sleep(Long.MAX_VALUE))
                        .start();
                sleeper.start();
                ThreadPool threads = new ThreadPool(1);
                threads.apply(ContainerRedeployTest::count, 1);
                ProcessPoolExecutor executor = new ProcessPoolExecutor(1);
                executor.submit(ContainerRedeployTest::count, 1).get();
                Multiprocessing.shutdown();
                Multiprocessing.shutdown();
                refused(() -> new Pool(1));
                refused(() -> new ThreadPool(1));
                refused(() -> new ProcessPoolExecutor(1));
                refused(() -> new Queue<>());
                refused(() -> Value.ofInt(0));
                refused(() -> new Process(() -> {}).start());
                assertThrows(IllegalStateException.class, () -> IN_A_STATIC_FIELD.put(1));
                assertThrows(IllegalStateException.class, () -> pool.apply(ContainerRedeployTest::count, 1));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private static void refused(Runnable use) {
            assertEquals(
                    "Multiprocessing.shutdown() was called: there are no processes, pools and shared objects any more"
                            + " in this class loader",
                    assertThrows(IllegalStateException.class, use::run).getMessage());
        }
    }

    /** Uses all, and closes it. */
    static final class Closing implements Runnable {
        @Override
        public void run() {
            try (Pool pool = new Pool(1);
                    Queue<Object> queue = new Queue<>()) {
                use(pool, queue);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        static void use(Pool pool, Queue<Object> queue) throws Exception {
            assertEquals(List.of(2, 3), pool.map(ContainerRedeployTest::count, List.of(1, 2)));
            Lock lock = new Lock();
            Event event = new Event();
            Process process = new Process(() -> {
                try (var _ = lock.acquire()) {
                    queue.put(new int[] {1});
                }
                event.set();
            });
            process.start();
            event.await();
            process.join();
            assertEquals(1, ((int[]) queue.get())[0]);
            useClassesOfTheJdk(queue);
        }

        /** What the library knows of the JDK's classes must not be held by them. */
        private static void useClassesOfTheJdk(Queue<Object> queue) throws Exception {
            queue.put(new IllegalStateException("sent"));
            assertEquals("sent", ((Exception) queue.get()).getMessage());
            queue.put(Comparator.comparing((Function<String, Integer> & Serializable) ContainerRedeployTest::length)
                    .reversed());
            queue.get();
            Multiprocessing.explain(Map.of("numbers", List.of(1, 2)));
            try (var manager = Multiprocessing.manager()) {
                assertEquals(0, manager.dict().size());
            }
        }
    }

    private static Integer length(String text) {
        return text.length();
    }

    private static int count(int number) {
        return number + 1;
    }
}
