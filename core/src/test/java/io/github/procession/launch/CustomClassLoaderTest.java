package io.github.procession.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.support.JarFiles;
import io.github.procession.support.RootJvm;
import io.github.procession.support.Tools;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes of a program's own class loaders: in memory, in jars, shadowing others, and the library itself among them. */
class CustomClassLoaderTest {
    private static final String PLUGIN = """
        package plugin;

        import io.github.procession.multiprocessing.Pool;
        import io.github.procession.multiprocessing.Process;
        import io.github.procession.multiprocessing.Queue;
        import java.util.List;
        import java.util.concurrent.Callable;

        public class Plugin implements Callable<String> {
            public record Item(String text) {}

            static String version() { return "VERSION"; }

            static class Inner {
                private static int secret(int x) { return 3 * x; } // of a nest mate
            }

            private static String where() throws Exception {
                var loader = Thread.currentThread().getContextClassLoader();
                try (var in = loader.getResourceAsStream("plugin/message.txt")) {
                    return (in == null ? "no message" : new String(in.readAllBytes())) + " "
                            + java.util.Collections.list(loader.getResources("plugin/message.txt")).size() + " "
                            + Plugin.class.getPackage().getImplementationVersion() + " "
                            + (Plugin.class.getProtectionDomain().getCodeSource().getLocation() == null);
                }
            }

            @Override
            public String call() throws Exception {
                var queue = new Queue<Object>();
                var process = new Process(() -> {
                    queue.put(new Item(version() + " " + Inner.secret(2)));
                    queue.put(where());
                });
                process.start();
                process.join();
                String first = ((Item) queue.get()).text() + ", " + queue.get();
                queue.close();
                try (var pool = new Pool(1)) {
                    return first + ", " + pool.map(x -> new Item("pool " + x), List.of(1, 2));
                }
            }
        }
        """;

    @TempDir
    private Path folder;

    private Path compile(String version) throws Exception {
        Path source = Files.createDirectories(folder.resolve("src-" + version + "/plugin"))
                .resolve("Plugin.java");
        Files.writeString(source, PLUGIN.replace("VERSION", version));
        Path classes = folder.resolve("classes-" + version);
        Tools.compile(classes, JarFiles.path(JarFiles.library()), source);
        return classes;
    }

    private static String call(ClassLoader loader) throws Exception {
        return (String) ((Callable<?>)
                        loader.loadClass("plugin.Plugin").getConstructor().newInstance())
                .call();
    }

    /** Classes by name and nothing else, as a compiler in the program makes them. */
    private static final class MemoryLoader extends ClassLoader {
        private final Map<String, byte[]> classes;
        private final Map<String, Integer> read = new ConcurrentHashMap<>();

        MemoryLoader(Path folder) throws Exception {
            super(CustomClassLoaderTest.class.getClassLoader());
            classes = new ConcurrentHashMap<>();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    classes.put(folder.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name.replace('.', '/') + ".class");
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            byte[] bytes = classes.get(name);
            if (bytes != null) {
                read.merge(name, 1, Integer::sum);
                return new ByteArrayInputStream(bytes);
            }
            return super.getResourceAsStream(name);
        }
    }

    @Test
    void classesInMemoryGoToEachChildOnce() throws Exception {
        MemoryLoader loader = new MemoryLoader(compile("one"));
        String said = call(loader).replaceFirst(" (true|false),", ",");
        assertEquals("one 6, no message 0 null, [Item[text=pool 1], Item[text=pool 2]]", said);
        // two children, each with the class that it runs, its nest mate and what it sent; and once to see that it can
        // be had
        assertEquals(3, loader.read.get("plugin/Plugin.class"), loader.read::toString);
        assertEquals(3, loader.read.get("plugin/Plugin$Item.class"), loader.read::toString);
        assertEquals(1, loader.read.get("plugin/Plugin$Inner.class"), loader.read::toString);
    }

    private Path jar(String version) throws Exception {
        Path classes = compile(version);
        Files.writeString(Files.createDirectories(classes.resolve("plugin")).resolve("message.txt"), "hello");
        Path jar = folder.resolve("a plug-in+" + version + ".jar");
        try (var out = JarFiles.create(jar, JarFiles.manifest("Implementation-Version: 9"))) {
            JarFiles.addAll(out, "", classes);
        }
        return jar;
    }

    @Test
    @Conformance("PATH-02")
    void aJarOfAClassLoaderIsReadByTheChildItself() throws Exception {
        Path jar = jar("two");
        try (var loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                assertEquals("two 6, hello 1 9 false, [Item[text=pool 1], Item[text=pool 2]]", call(loader));
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }

    /** Looks at its own jar first, as containers do. */
    private static final class ChildFirst extends URLClassLoader {
        ChildFirst(URL url, ClassLoader parent) {
            super(new URL[] {url}, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known == null && name.startsWith("plugin.")) {
                    known = findClass(name);
                }
                return known == null ? super.loadClass(name, resolve) : known;
            }
        }
    }

    /** Has one plug-in on its class path and another of the same name in a class loader. */
    static final class ShadowRoot {
        public static void main(String[] args) throws Exception {
            try (var loader = new ChildFirst(Path.of(args[0]).toUri().toURL(), ShadowRoot.class.getClassLoader())) {
                Thread.currentThread().setContextClassLoader(loader); // as containers do
                System.out.println(call(loader));
            }
        }
    }

    @Test
    void aClassThatShadowsOneOfTheClassPathDoesSoInTheChild() throws Exception {
        Path jar = jar("three");
        String classPath = compile("four") + java.io.File.pathSeparator + System.getProperty("java.class.path");
        String out = new RootJvm(ShadowRoot.class, jar.toString())
                .classPath(classPath)
                .run()
                .succeeded()
                .out();
        assertTrue(out.startsWith("three 6, "), out);
    }

    /** Has nothing of the library on its class path: one class loader has that, and the plug-in. */
    @Test
    void theLibraryMayBeInAClassLoaderOfItsOwn() throws Exception {
        Path launcher = Files.createDirectories(folder.resolve("launcher/src/runner"));
        Path source = Files.writeString(launcher.resolve("Runner.java"), """
            package runner;

            import java.io.File;
            import java.net.URL;
            import java.net.URLClassLoader;
            import java.util.concurrent.Callable;

            public class Runner {
                public static void main(String[] args) throws Exception {
                    URL[] urls = new URL[args.length];
                    for (int i = 0; i < urls.length; i++) {
                        urls[i] = new File(args[i]).toURI().toURL();
                    }
                    ClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
                    Thread.currentThread().setContextClassLoader(loader);
                    System.out.println(((Callable<?>) loader.loadClass("plugin.Plugin").getConstructor().newInstance()).call());
                }
            }
            """);
        Path classes = folder.resolve("launcher/classes");
        Tools.compile(classes, ".", source);
        List<String> arguments = new ArrayList<>(
                List.of("--enable-native-access=ALL-UNNAMED", "-cp", classes.toString(), "runner.Runner"));
        arguments.add(jar("five").toString());
        JarFiles.library().forEach(entry -> arguments.add(entry.toString()));
        assertEquals(
                "five 6, hello 1 9 false, [Item[text=pool 1], Item[text=pool 2]]\n",
                new Tools(folder).run("java", arguments));
    }

    private static final String SERIALIZED = """
        package plugin;

        import io.github.procession.multiprocessing.Pool;
        import io.github.procession.serialization.ObjectSerializer;
        import java.io.IOException;
        import java.io.ObjectInput;
        import java.io.ObjectOutput;
        import java.util.concurrent.Callable;

        public class Plugin implements Callable<String> {
            public static class Odd {
                final Thread unsendable = Thread.currentThread();
                final int value;

                Odd(int value) { this.value = value; }
            }

            public static class OddSerializer implements ObjectSerializer<Odd> {
                @Override public Class<Odd> type() { return Odd.class; }
                @Override public void write(Odd odd, ObjectOutput out) throws IOException { out.writeInt(odd.value); }
                @Override public Odd read(ObjectInput in) throws IOException { return new Odd(in.readInt()); }
            }

            static Odd next(Odd odd) { return new Odd(odd.value + 1); }

            @Override
            public String call() throws Exception {
                try (var pool = Pool.builder().processes(1).maxTasksPerChild(1).build()) {
                    String said = "";
                    for (int i = 0; i < 3; i++) {
                        var result = pool.applyAsync(Plugin::next, new Odd(i));
                        while (!result.isDone()) { // so that a thread of the pool takes it
                            Thread.onSpinWait();
                        }
                        said += result.get().value;
                    }
                    return said;
                }
            }
        }
        """;

    @Test
    void aPoolHasTheSerializersOfItsMakersClassLoader() throws Exception {
        Path source = Files.createDirectories(folder.resolve("src/plugin")).resolve("Plugin.java");
        Files.writeString(source, SERIALIZED);
        Path classes = folder.resolve("classes");
        Tools.compile(classes, JarFiles.path(JarFiles.library()), source);
        Files.writeString(
                Files.createDirectories(classes.resolve("META-INF/services"))
                        .resolve("io.github.procession.serialization.ObjectSerializer"),
                "plugin.Plugin$OddSerializer");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            assertEquals("123", call(loader));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    static void takeOne(Queue<Object> from, Queue<Object> to) throws Exception {
        to.put(from.get());
    }

    @Test
    void aChildThatWasStartedBeforeTheClassExistedGetsIt() throws Exception {
        var from = new Queue<Object>();
        var to = new Queue<Object>();
        try (from;
                to) {
            Process process = new Process(CustomClassLoaderTest::takeOne, from, to);
            process.start();
            MemoryLoader loader = new MemoryLoader(compile("six"));
            Object item = loader.loadClass("plugin.Plugin$Item")
                    .getConstructor(String.class)
                    .newInstance("late");
            from.put(item);
            Object back = to.get();
            process.join();
            assertEquals(item, back);
            assertSame(item.getClass(), back.getClass());
            assertEquals(0, process.exitCode().getAsInt());
        }
    }

    @Test
    void aLoaderThatGivesNoClassFilesIsNamed() throws Exception {
        Path classes = compile("seven");
        String out = new RootJvm(SilentRoot.class, classes.toString()).run().err();
        assertTrue(out.contains("plugin.Plugin$Item") && out.contains("SilentLoader"), out);
        assertTrue(out.contains("getResourceAsStream"), out);
    }

    private static final class SilentLoader extends ClassLoader {
        private final Path classes;

        SilentLoader(Path classes) {
            super(SilentLoader.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try {
                byte[] bytes = Files.readAllBytes(classes.resolve(name.replace('.', '/') + ".class"));
                return defineClass(name, bytes, 0, bytes.length);
            } catch (java.io.IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** Starts a child whose class loader keeps the bytes of its classes to itself. */
    static final class SilentRoot {
        public static void main(String[] args) throws Exception {
            Object target = new SilentLoader(Path.of(args[0]))
                    .loadClass("plugin.Plugin$Item")
                    .getConstructor(String.class)
                    .newInstance("x");
            Process process = new Process(SilentRoot::show, target);
            process.start();
        }

        static void show(Object value) {
            System.out.println(value);
        }
    }
}
