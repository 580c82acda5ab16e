package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child's class loader and its parent's server of classes, both in this JVM. */
class ParentClassLoaderTest {
    private static final int CLASSES = 200;
    private static int lastToken = 1_000_000;

    @TempDir
    private static Path folder;

    private static Map<String, byte[]> files;

    @BeforeAll
    static void compile() throws Exception {
        StringBuilder source = new StringBuilder("package made;\n\npublic class Made {\n");
        for (int i = 0; i < CLASSES; i++) {
            // each has a super class, a nest mate and a permitted subclass to be found on the way
            source.append("    public sealed interface S%d permits C%d {}\n".formatted(i, i))
                    .append("    static class B%d { private int secret = %d; }\n".formatted(i, i))
                    .append("    public static final class C%d extends B%d implements S%d {\n".formatted(i, i, i))
                    .append("        @Override public int hashCode() { return ((B%d) this).secret; }\n".formatted(i))
                    .append("        @Override public boolean equals(Object o) { return o == this; }\n    }\n");
        }
        Path file = Files.writeString(folder.resolve("Made.java"), source.append("}\n"));
        Path classes = folder.resolve("classes");
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", classes.toString(), file.toString()));
        files = new ConcurrentHashMap<>();
        try (Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                files.put(classes.relativize(each).toString(), Files.readAllBytes(each));
            }
        }
    }

    /** What only the parent has. */
    private static final class Memory extends ClassLoader {
        private final Map<String, Integer> read = new ConcurrentHashMap<>();

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = files.get(name.replace('.', '/') + ".class");
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            byte[] bytes = files.get(name);
            if (bytes == null) {
                return super.getResourceAsStream(name);
            }
            read.merge(name, 1, Integer::sum);
            return new ByteArrayInputStream(bytes);
        }

        @Override
        protected URL findResource(String name) {
            try {
                return name.startsWith("memory/") ? MemoryUrls.of(name, 0, name.getBytes()) : null;
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        protected Enumeration<URL> findResources(String name) {
            List<URL> all = new ArrayList<>();
            if (name.startsWith("memory/")) {
                all.add(findResource(name));
                all.add(findResource(name + "!"));
            }
            return Collections.enumeration(all);
        }
    }

    private static ParentClassLoader child(ClassLoader parents) throws Exception {
        Path directory = Session.current().directory();
        ParentClasses classes = ClassServer.open(directory, ++lastToken, List.of(parents), null);
        assertEquals(ParentClasses.BEFORE_OWN, classes);
        return new ParentClassLoader(
                ClassServer.address(directory, ProcessHandle.current().pid()), lastToken, true);
    }

    private static int hash(ClassLoader loader, int index) throws Exception {
        Class<?> type = Class.forName("made.Made$C" + index, true, loader);
        assertSame(loader, type.getClassLoader());
        assertTrue(type.getInterfaces()[0].isSealed());
        assertSame(type.getNestHost(), type.getSuperclass().getNestHost());
        return type.getConstructor().newInstance().hashCode();
    }

    @Test
    void threadsLoadSideBySideAndEachClassComesOnce() throws Exception {
        Memory parents = new Memory();
        ParentClassLoader loader = child(parents);
        int threads = 4;
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<Long>> sums = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Callable<Long> task = () -> {
                    start.await();
                    long sum = 0;
                    for (int i = 0; i < CLASSES; i++) {
                        sum += hash(loader, i);
                    }
                    return sum;
                };
                sums.add(executor.submit(task));
            }
            for (Future<Long> sum : sums) {
                assertEquals((CLASSES - 1) * CLASSES / 2, sum.get());
            }
        }
        assertEquals(3 * CLASSES + 1, parents.read.size());
        assertTrue(parents.read.values().stream().allMatch(times -> times == 1), parents.read::toString);
    }

    @Test
    void aThreadThatIsInterruptedLoadsAllTheSame() throws Exception {
        ParentClassLoader loader = child(new Memory());
        Thread self = Thread.currentThread();
        Thread pest = Thread.ofPlatform().daemon().unstarted(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                self.interrupt();
                Thread.onSpinWait();
            }
        });
        pest.start();
        try {
            for (int i = 0; i < CLASSES; i++) {
                assertEquals(i, hash(loader, i));
            }
        } finally {
            pest.interrupt();
            while (pest.isAlive()) {
                Thread.interrupted();
                try {
                    pest.join();
                } catch (InterruptedException _) {
                    // by the pest's last round
                }
            }
            Thread.interrupted();
        }
        self.interrupt();
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("made.Nothing"));
        assertTrue(Thread.interrupted(), "the interrupt is kept");
    }

    @Test
    void resourcesInMemoryAreFoundAllOfThem() throws Exception {
        ParentClassLoader loader = child(new Memory());
        try (InputStream in = loader.getResourceAsStream("memory/a b#c?.txt")) {
            assertEquals("memory/a b#c?.txt", new String(in.readAllBytes()));
        }
        List<URL> all = Collections.list(loader.getResources("memory/x"));
        assertEquals(2, all.size());
        assertNotEquals(all.get(0).toExternalForm(), all.get(1).toExternalForm());
        assertEquals("memory/x!", new String(all.get(1).openStream().readAllBytes()));
        assertNull(loader.getResource("nowhere"));
        // what is in files has the URL that it has in the parent
        String own = "io/github/procession/ipc/jvm/ParentClassLoader.class";
        assertEquals(
                getClass().getClassLoader().getResource(own).toString(),
                loader.getResource(own).toString());
    }

    @Test
    void aLoaderThatFailsSaysWhy() throws Exception {
        ParentClassLoader loader = child(new ClassLoader() {
            @Override
            protected Class<?> findClass(String name) {
                throw new IllegalStateException("the shop is closed");
            }
        });
        ClassNotFoundException e = assertThrows(ClassNotFoundException.class, () -> loader.loadClass("made.Nothing"));
        assertTrue(e.getMessage().contains("the shop is closed"), e.getMessage());
    }

    @Test
    void withoutAParentItIsSaidThatNobodyCouldBeAsked() {
        Path nobody = folder.resolve("nobody");
        ParentClassLoader loader = new ParentClassLoader(nobody, 1, true);
        ClassNotFoundException e = assertThrows(ClassNotFoundException.class, () -> loader.loadClass("made.Made"));
        assertTrue(e.getMessage().contains("parent process cannot be asked"), e.getMessage());
        assertNull(loader.getResource("made/Made.class"));
    }
}
