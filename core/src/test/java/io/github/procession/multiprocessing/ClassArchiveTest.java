package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.NotPortable;
import io.github.procession.support.RootJvm;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes in the user's cache folder that lets children start faster, and that nobody else notices. */
class ClassArchiveTest {
    private static final String NOTHING = "none";

    /** The maker has the lowest priority: beside busy processes it may take minutes. */
    private static final Duration LIMIT = Duration.ofMinutes(8);

    private static final Duration LONG_WAIT = Duration.ofMillis(500);

    @TempDir
    private Path cache;

    /** Starts a child that says which archives it has mapped besides that of the JDK. */
    static final class Root {
        public static void main(String[] args) throws Exception {
            Children.join(Children.start(new Process(Root::printArchives)));
        }

        static void printArchives() throws IOException {
            System.out.println(archive());
        }

        static String archive() throws IOException {
            try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
                return maps.filter(line -> line.contains("/procession/") && line.endsWith(".jsa"))
                        .map(line -> line.substring(line.indexOf('/')))
                        .findFirst()
                        .orElse(NOTHING);
            }
        }
    }

    private RootJvm root() {
        return new RootJvm(Root.class).wrappedIn(List.of("env", "XDG_CACHE_HOME=" + cache));
    }

    /** Runs the program and gives the archive that its child had; nothing else may have been printed. */
    private static String archiveOf(RootJvm root) throws Exception {
        RootJvm.Result result = root.run().succeeded();
        assertEquals("", result.err());
        assertEquals(1, result.out().lines().count(), result.out());
        return result.out().strip();
    }

    private List<Path> files(String suffix) throws IOException {
        Path folder = cache.resolve("procession");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    /** Waits until nobody makes archives any more. */
    private List<Path> awaitArchives(int count) throws Exception {
        boolean made = Eventually.holdsWithin(
                LIMIT,
                () -> files(".jsa").size() == count
                        && files(".part").isEmpty()
                        && files(".jsa").stream().allMatch(ClassArchiveTest::isWhole));
        assertTrue(made, () -> "not " + count + " archives, or something half done, after " + LIMIT);
        assertEquals(List.of(), files(".failed"));
        return files(".jsa");
    }

    private static boolean isWhole(Path archive) {
        return archive.toString().endsWith("-" + archive.toFile().length() + ".jsa");
    }

    @Tag("full")
    @Test
    void theFirstProgramHasAnArchiveMadeAndTheNextOnesUseIt() throws Exception {
        assertEquals(NOTHING, archiveOf(root()));
        String archive = awaitArchives(1).getFirst().toString();
        assertEquals(archive, archiveOf(root()));
        assertEquals(archive, archiveOf(root().options("-Dsome.property=1")), "properties do not matter");
        assertEquals(NOTHING, archiveOf(root().options("-Dprocession.classArchive=false")));
        assertEquals(List.of(Path.of(archive)), files(".jsa"));
    }

    /** A program with a pool only, whose workers do not end before it does. */
    static final class PoolRoot {
        public static void main(String[] args) throws Exception {
            try (Pool pool = new Pool(1)) {
                System.out.println(pool.apply(Root::archive));
            }
        }
    }

    @Tag("full")
    @Test
    void aProgramThatHasPoolsOnlyHasAnArchiveMadeToo() throws Exception {
        RootJvm root = new RootJvm(PoolRoot.class).wrappedIn(List.of("env", "XDG_CACHE_HOME=" + cache));
        assertEquals(NOTHING, archiveOf(root));
        String archive = awaitArchives(1).getFirst().toString();
        assertEquals(archive, archiveOf(root));
    }

    /** A program with a process, then a pool. Each child waits longer than the linking of its waits takes. */
    static final class BothRoot {
        public static void main(String[] args) throws Exception {
            Event never = new Event();
            Children.join(Children.start(new Process(BothRoot::waitAndPrint, never)));
            try (Pool pool = new Pool(1)) {
                pool.apply(Root::archive);
                never.await(LONG_WAIT);
                System.out.println(pool.apply(Root::archive));
            }
        }

        static void waitAndPrint(Event never) throws Exception {
            never.await(LONG_WAIT);
            Root.printArchives();
        }
    }

    @Tag("full")
    @NotPortable("archives are made without the switch, and so without the classes of the twins")
    @Test
    void aChildLoadsNoClassOfTheLibraryFromItsJarAlsoWhenThePathIsRelative(@TempDir Path folder) throws Exception {
        pack(folder.resolve("all.jar"), "unused");
        RootJvm program = new RootJvm(BothRoot.class)
                .wrappedIn(List.of("env", "--chdir=" + folder, "XDG_CACHE_HOME=" + cache))
                .classPath("all.jar");
        program.run().succeeded();
        awaitArchives(1);
        program.options("-Dprocession.jvmOptions=-Xlog:class+load:file=" + folder.resolve("classes-%p.txt"))
                .run()
                .succeeded();
        List<String> loaded = new ArrayList<>();
        try (Stream<Path> logs =
                Files.list(folder).filter(file -> file.toString().endsWith(".txt"))) {
            for (Path log : logs.toList()) {
                loaded.addAll(Files.readAllLines(log));
            }
        }
        assertTrue(
                loaded.stream().anyMatch(line -> line.contains("ClassArchiveTest$") && line.contains("source: file:")),
                "the logs name classes that only the jar has");
        assertEquals(
                List.of(),
                loaded.stream()
                        .filter(line -> line.contains(" io.github.procession.") && line.contains("source: file:"))
                        .filter(line -> !line.contains("ClassArchiveTest"))
                        .toList());
    }

    /** What the archive's runs did outside of their JVMs was the user's loss: they wrote over the recording. */
    @Tag("full")
    @Test
    void theRunsThatMakeAnArchiveTouchNoFileOfTheUser(@TempDir Path folder) throws Exception {
        Path recording = folder.resolve("child.jfr");
        RootJvm.Result first = root().options(
                        "-Dprocession.jvmOptions=-Xlog:disable -XX:StartFlightRecording:filename=" + recording
                                + " -XX:+UnlockDiagnosticVMOptions -XX:+LogVMOutput -XX:LogFile="
                                + folder.resolve("jvm.log"))
                .run()
                .succeeded();
        assertEquals(NOTHING, first.out().strip());
        Map<String, FileTime> files = times(folder);
        assertEquals(Set.of("child.jfr", "jvm.log"), files.keySet());
        awaitArchives(1);
        assertEquals(files, times(folder));
    }

    private static Map<String, FileTime> times(Path folder) throws IOException {
        Map<String, FileTime> times = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                times.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    @Tag("full")
    @Test
    void manyProgramsAtOnceMakeOneArchive() throws Exception {
        List<Callable<String>> programs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            programs.add(() -> archiveOf(root()));
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(programs.size())) {
            for (Future<String> archive : executor.invokeAll(programs)) {
                archive.get();
            }
        }
        String archive = awaitArchives(1).getFirst().toString();
        assertEquals(archive, archiveOf(root()));
    }

    /** The program with another launcher for its children. */
    static final class LauncherRoot {
        public static void main(String[] args) throws Exception {
            Multiprocessing.setExecutable(Path.of(args[0]));
            Root.main(args);
        }
    }

    /** The launcher of a JDK in which a training run, the one that lists classes, waits as long as there is a file {@code hold}. */
    private static Path launcher(Path jdk) throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        Path lib = Files.createDirectory(jdk.resolve("lib"));
        for (String file : List.of("modules", "classlist")) {
            Files.createSymbolicLink(lib.resolve(file), home.resolve("lib").resolve(file));
        }
        Path launcher = Files.createDirectory(jdk.resolve("bin")).resolve("java");
        Files.writeString(launcher, """
            #!/bin/sh
            if [ -e '%1$s/hold' ] && grep -qs -e DumpLoadedClassList -- "${1#@}"; then
                touch '%1$s/holding'
                while [ -e '%1$s/hold' ]; do sleep 0.1; done
                exit 1
            fi
            exec '%2$s/bin/java' "$@"
            """.formatted(jdk, home));
        assertTrue(launcher.toFile().setExecutable(true));
        return launcher;
    }

    @Tag("full")
    @Test
    void aMakerThatIsKilledLeavesNothingForTheNext(@TempDir Path jdk) throws Exception {
        RootJvm root = new RootJvm(LauncherRoot.class, launcher(jdk).toString())
                .wrappedIn(List.of("env", "XDG_CACHE_HOME=" + cache));
        Path hold = Files.createFile(jdk.resolve("hold"));
        assertEquals(NOTHING, archiveOf(root));
        assertTrue(Eventually.holdsWithin(LIMIT, () -> Files.exists(jdk.resolve("holding"))), "a maker at work");
        String part = files(".part").getFirst().getFileName().toString(); // KEY-PID.arguments-2.part
        long maker = Long.parseLong(part.substring(part.indexOf('-') + 1, part.indexOf('.')));
        SpareJvms.signal("KILL", List.of(maker));
        Eventually.await("its lock is free", () -> !LiveRoot.isAlive(maker));
        Files.delete(hold);
        assertEquals(NOTHING, archiveOf(root));
        String archive = awaitArchives(1).getFirst().toString();
        assertEquals(archive, archiveOf(root));
    }

    @Tag("full")
    @Test
    void aDamagedArchiveIsIgnoredInSilence() throws Exception {
        archiveOf(root());
        Path archive = awaitArchives(1).getFirst();
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.write(new byte[4_096]); // of the right length, but without a header
        }
        assertEquals(NOTHING, archiveOf(root()));
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        assertEquals(NOTHING, archiveOf(root()));
        Path renewed = awaitArchives(1).getFirst(); // a short one is replaced
        assertEquals(renewed.toString(), archiveOf(root()));
    }

    @Test
    void aCacheFolderThatCannotBeWrittenDoesNoHarm() throws Exception {
        Path file = Files.createFile(cache.resolve("a file"));
        assertEquals(NOTHING, archiveOf(root().wrappedIn(List.of("env", "XDG_CACHE_HOME=" + file))));
    }

    @Tag("full")
    @Test
    void aChangedJarIsRunInItsNewForm(@TempDir Path folder) throws Exception {
        Path jar = folder.resolve("all.jar");
        pack(jar, "old");
        assertEquals("old " + NOTHING, textOf(jar));
        String archive = awaitArchives(1).getFirst().toString();
        assertEquals("old " + archive, textOf(jar));
        pack(jar, "a new text");
        assertEquals("a new text " + NOTHING, textOf(jar));
        awaitArchives(2);
        String second = textOf(jar);
        assertTrue(second.startsWith("a new text /"), second);
        assertFalse(second.endsWith(archive), second);
    }

    @Tag("full")
    @Test
    void aChangedJarOfTheSameSizeAndTimeIsRunInItsNewForm(@TempDir Path folder) throws Exception {
        Path jar = folder.resolve("all.jar");
        pack(jar, "version 1");
        FileTime time = Files.getLastModifiedTime(jar);
        long size = Files.size(jar);
        assertEquals("version 1 " + NOTHING, textOf(jar));
        String archive = awaitArchives(1).getFirst().toString();
        assertEquals("version 1 " + archive, textOf(jar));
        pack(jar, "version 2");
        Files.setLastModifiedTime(jar, time);
        assertEquals(size, Files.size(jar));
        assertEquals("version 2 " + NOTHING, textOf(jar), "the archive has classes of the jar of before");
    }

    /** Without a locale the JVM cannot name such a folder; that costs the archive, and no program its life. */
    @Test
    void aCacheFolderThatTheLocaleCannotNameDoesNoHarm() throws Exception {
        String command = "export LC_ALL=C XDG_CACHE_HOME=$(printf '" + cache + "/m\\303\\274'); exec \"$@\"";
        RootJvm.Result result = new RootJvm(BothRoot.class)
                .wrappedIn(List.of("sh", "-c", command, "sh"))
                .run()
                .succeeded();
        assertEquals("", result.err());
        assertEquals(List.of(NOTHING, NOTHING), result.out().lines().toList());
    }

    private String textOf(Path jar) throws Exception {
        RootJvm.Result result = new RootJvm(TextRoot.class)
                .wrappedIn(List.of("env", "XDG_CACHE_HOME=" + cache))
                .classPath(jar.toString())
                .run()
                .succeeded();
        assertEquals("", result.err());
        return result.out().replace('\n', ' ').strip();
    }

    /** Starts a child that prints a text from its jar, and its archive. */
    static final class TextRoot {
        public static void main(String[] args) throws Exception {
            Children.join(Children.start(new Process(TextRoot::print)));
        }

        static void print() throws IOException {
            try (var in = TextRoot.class.getResourceAsStream("/text")) {
                System.out.println(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            }
            Root.printArchives();
        }
    }

    /** Puts the whole class path of the tests, and a text, into one jar. */
    private static void pack(Path jar, String text) throws IOException {
        List<String> written = new ArrayList<>();
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("text"));
            out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                Path path = Path.of(entry);
                if (Files.isDirectory(path)) {
                    copy(path, out, written);
                } else if (Files.exists(path)) {
                    try (var zip = java.nio.file.FileSystems.newFileSystem(path)) {
                        copy(zip.getPath("/"), out, written);
                    }
                }
            }
        }
    }

    private static void copy(Path root, JarOutputStream out, List<String> written) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                boolean wanted = !name.startsWith("META-INF") || name.startsWith("META-INF/services/");
                if (wanted && !name.endsWith("module-info.class") && !written.contains(name)) {
                    written.add(name);
                    out.putNextEntry(new JarEntry(name));
                    Files.copy(file, out);
                }
            }
        }
    }
}
