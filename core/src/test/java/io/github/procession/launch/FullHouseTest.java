package io.github.procession.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.JarFiles;
import io.github.procession.support.Tools;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same program gives the same results, however it is started. */
@Tag("full")
class FullHouseTest {
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

    @TempDir
    private Path folder;

    private String libraryPath() {
        return JarFiles.path(JarFiles.library());
    }

    private Path classes() throws Exception {
        Path classes = folder.resolve("classes");
        Path source = Files.createDirectories(folder.resolve("src/app")).resolve("Main.java");
        Files.writeString(source, FullHouse.asClass());
        Tools.compile(classes, libraryPath(), source);
        return classes;
    }

    private String java(String... arguments) throws Exception {
        return new Tools(folder).run("java", List.of(arguments));
    }

    @Test
    void aJarOfSpringBoot() throws Exception {
        Path jar = springBootJar("app.jar");
        assertEquals(FullHouse.EXPECTED, java("-jar", jar.toString()));
        assertEquals(1, unpackedFolders(), "the jars inside the jar are unpacked once");
        List<String> before = unpackedFiles();
        assertEquals(FullHouse.EXPECTED, java("-jar", "app.jar"));
        assertEquals(before, unpackedFiles(), "and again by no later program");
        Files.delete(jar);
        Path other = springBootJar("other app+1.jar");
        assertEquals(FullHouse.EXPECTED, java("-jar", other.toString()));
        assertEquals(1, unpackedFolders(), "what was unpacked from a jar that is no more is removed");
    }

    private long unpackedFolders() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("cache/procession/jars"))) {
            return files.filter(Files::isDirectory).count();
        }
    }

    private List<String> unpackedFiles() throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("cache/procession/jars"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .map(file -> file + " " + file.toFile().lastModified() + inode(file))
                    .sorted()
                    .toList();
        }
    }

    private static Object inode(Path file) {
        try {
            return Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                    .fileKey();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path springBootJar(String name) throws Exception {
        Manifest manifest = JarFiles.manifest(
                "Main-Class: org.springframework.boot.loader.launch.JarLauncher",
                "Start-Class: app.Main",
                "Spring-Boot-Classes: BOOT-INF/classes/",
                "Spring-Boot-Lib: BOOT-INF/lib/",
                "Enable-Native-Access: ALL-UNNAMED");
        Path jar = folder.resolve(name);
        Path libraries = Files.createTempDirectory(folder, "lib");
        try (JarOutputStream out = JarFiles.create(jar, manifest)) {
            JarFiles.addAll(out, "", JarFiles.placeOf("org.springframework.boot.loader.launch.JarLauncher"));
            JarFiles.addFolder(out, "BOOT-INF/classes/");
            JarFiles.addAll(out, "BOOT-INF/classes/", classes());
            for (Path library : JarFiles.libraryJars(libraries)) {
                JarFiles.store(out, "BOOT-INF/lib/" + library.getFileName(), Files.readAllBytes(library));
            }
        }
        return jar;
    }

    @Test
    void aCompactSourceFile() throws Exception {
        Files.writeString(folder.resolve("Program.java"), FullHouse.asCompactSource());
        assertEquals(FullHouse.EXPECTED, java(NATIVE, "-cp", libraryPath(), "Program.java"));
    }

    @Test
    void severalSourceFiles() throws Exception {
        Path app = Files.createDirectories(folder.resolve("app"));
        Files.writeString(app.resolve("Main.java"), FullHouse.asClass());
        Files.writeString(app.resolve("Start.java"), """
            package app;

            public class Start {
                public static void main(String[] args) throws Exception { Main.main(args); }
            }
            """);
        assertEquals(FullHouse.EXPECTED, java(NATIVE, "-cp", libraryPath(), "app/Start.java"));
    }

    @Test
    void jshell() throws Exception {
        assertEquals(FullHouse.EXPECTED, runJshell());
    }

    @Test
    void jshellInTheJvmOfTheTool() throws Exception {
        assertEquals(
                FullHouse.EXPECTED,
                runJshell("--execution", "local", "-J" + NATIVE, "-J--add-modules=jdk.unsupported"));
    }

    private String runJshell(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        if (options.length == 0) {
            arguments.add("-R" + NATIVE);
        }
        arguments.addAll(List.of("--class-path", libraryPath(), "-s", "-"));
        return new Tools(folder).input(FullHouse.asScript()).run("jshell", arguments);
    }

    @Test
    void jshellWithTheLibraryAddedLater() throws Exception {
        String script = "/env --class-path " + JarFiles.path(JarFiles.libraryJars(folder.resolve("lib"))) + "\n"
                + FullHouse.asScript();
        String printed = new Tools(folder).input(script).run("jshell", List.of("-R" + NATIVE, "-s", "-"));
        assertTrue(printed.endsWith(FullHouse.EXPECTED), printed);
    }

    @Test
    @Conformance({"MAIN-07", "MAIN-10"})
    void oneJarOfEverything() throws Exception {
        Path jar = folder.resolve("all.jar");
        try (JarOutputStream out = JarFiles.create(
                jar,
                JarFiles.manifest(
                        "Main-Class: app.Main",
                        "Enable-Native-Access: ALL-UNNAMED",
                        "Add-Opens: java.base/sun.nio.ch java.base/java.lang"))) {
            JarFiles.addAll(out, "", classes());
            for (Path library : JarFiles.library()) {
                JarFiles.addAll(out, "", library);
            }
        }
        assertEquals(FullHouse.EXPECTED, java("-jar", "all.jar"));
    }

    @Test
    void whatAManifestOpensIsOpenInChildren() throws Exception {
        Path classes = folder.resolve("classes");
        Path source = Files.createDirectories(folder.resolve("src/app")).resolve("Opened.java");
        Files.writeString(source, """
            package app;

            import io.github.procession.multiprocessing.Process;
            import io.github.procession.multiprocessing.Queue;

            public class Opened {
                public static void main(String[] args) throws Exception {
                    var seen = new Queue<String>();
                    var child = new Process(Opened::look, seen);
                    child.start();
                    System.out.println(seen.get());
                    child.join();
                }

                static void look(Queue<String> seen) throws Exception {
                    var field = String.class.getDeclaredField("value");
                    seen.put(field.trySetAccessible() ? "open" : "closed");
                }
            }
            """);
        Tools.compile(classes, libraryPath(), source);
        for (String opened : List.of("java.lang", "java.util")) {
            Path jar = folder.resolve(opened + ".jar");
            try (JarOutputStream out = JarFiles.create(
                    jar,
                    JarFiles.manifest(
                            "Main-Class: app.Opened",
                            "Enable-Native-Access: ALL-UNNAMED",
                            "Add-Opens: java.base/" + opened))) {
                JarFiles.addAll(out, "", classes);
                for (Path library : JarFiles.library()) {
                    JarFiles.addAll(out, "", library);
                }
            }
            assertEquals(opened.equals("java.lang") ? "open\n" : "closed\n", java("-jar", jar.toString()));
        }
    }

    @Test
    void aTestRunByTheConsoleOfJUnit() throws Exception {
        Path source = folder.resolve("src/app/MainTest.java");
        Path classes = classes();
        Files.writeString(source, """
            package app;

            class MainTest {
                @org.junit.jupiter.api.Test
                void prints() throws Exception {
                    Main.main(new String[0]);
                }
            }
            """);
        Path tests = folder.resolve("test-classes");
        Tools.compile(tests, JarFiles.path(List.of(classes, JarFiles.placeOf("org.junit.jupiter.api.Test"))), source);
        List<Path> classPath = new ArrayList<>(List.of(classes, tests));
        classPath.addAll(JarFiles.library());
        for (String name : List.of(
                "org.junit.jupiter.api.Test",
                "org.junit.jupiter.engine.JupiterTestEngine",
                "org.junit.platform.commons.JUnitException",
                "org.junit.platform.console.ConsoleLauncher",
                "org.junit.platform.engine.TestEngine",
                "org.junit.platform.launcher.Launcher",
                "org.junit.platform.reporting.legacy.xml.LegacyXmlReportGeneratingListener",
                "org.opentest4j.AssertionFailedError",
                "org.opentest4j.reporting.tooling.spi.htmlreport.Contributor")) {
            classPath.add(JarFiles.placeOf(name));
        }
        String printed = java(
                NATIVE,
                "-cp",
                JarFiles.path(classPath),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--details=summary",
                "--select-class=app.MainTest");
        assertTrue(printed.contains(FullHouse.EXPECTED), printed);
        assertTrue(printed.contains("1 tests successful"), printed);
    }

    @Test
    void aJarThatNamesTheOthers() throws Exception {
        Path nested = Files.createDirectories(folder.resolve("a folder with spaces"));
        List<String> names = new ArrayList<>();
        for (Path library : JarFiles.libraryJars(nested.resolve("lib"))) {
            names.add("lib/" + library.getFileName());
        }
        Path jar = nested.resolve("app.jar");
        Manifest manifest = JarFiles.manifest("Main-Class: app.Main", "Enable-Native-Access: ALL-UNNAMED");
        manifest.getMainAttributes().putValue("Class-Path", String.join(" ", names));
        try (JarOutputStream out = JarFiles.create(jar, manifest)) {
            JarFiles.addAll(out, "", classes());
        }
        assertEquals(FullHouse.EXPECTED, java("-jar", jar.toString()));
    }

    @Test
    @Conformance("MAIN-05")
    void aClassPathOfRelativeEntries() throws Exception {
        classes();
        List<String> entries = new ArrayList<>(List.of("classes"));
        for (Path jar : JarFiles.libraryJars(folder.resolve("lib"))) {
            entries.add("lib/" + jar.getFileName());
        }
        String classPath = String.join(File.pathSeparator, entries);
        assertEquals(FullHouse.EXPECTED, java(NATIVE, "-cp", "classes" + File.pathSeparator + "lib/*", "app.Main"));
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        List<String> arguments = List.of(NATIVE, "-Duser.dir=" + folder, "-cp", classPath, "app.Main");
        assertEquals(FullHouse.EXPECTED, new Tools(elsewhere).run("java", arguments));
    }
}
