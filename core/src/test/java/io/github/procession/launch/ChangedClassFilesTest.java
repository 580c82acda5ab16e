package io.github.procession.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Process;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program whose class files are replaced while it runs says so when it starts a child. */
class ChangedClassFilesTest {
    /** Run by children from a copy of its class file. */
    public static final class Work {
        private Work() {}

        /** Does nothing. */
        public static void run() {}
    }

    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            File file = new File(args[0]);
            if (args[1].equals("later")) {
                Children.join(Children.start(new Process(Work::run)));
                System.err.println("first");
                assertTrue(file.setLastModified(file.lastModified() + 60_000));
            } else {
                Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
                Eventually.await("some seconds", () -> Instant.now().isAfter(start.plusSeconds(4)));
                assertTrue(file.setLastModified(System.currentTimeMillis()));
            }
            for (int i = 0; i < 2; i++) {
                Children.join(Children.start(new Process(Work::run)));
            }
        }
    }

    private static RootJvm.Result run(Path folder, Path file, String when) throws Exception {
        return new RootJvm(Program.class, file.toString(), when)
                .classPath(folder + File.pathSeparator + System.getProperty("java.class.path"))
                .run()
                .succeeded();
    }

    private static Path copied(Path folder) throws IOException {
        String name = Work.class.getName().replace('.', '/') + ".class";
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream original = Work.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(original, file);
        }
        return file;
    }

    private static void assertTold(Path file, String told) {
        assertTrue(told.contains(file + " has changed since this program was started"), told);
        assertEquals(
                1, told.lines().filter(line -> line.contains("has changed")).count(), told);
    }

    @Test
    void afterAChildWasStarted(@TempDir Path folder) throws Exception {
        Path file = copied(folder);
        String told = run(folder, file, "later").err();
        assertTold(file, told);
        assertTrue(told.startsWith("first"), told);
    }

    @Test
    void beforeTheFirstChild(@TempDir Path folder) throws Exception {
        Path file = copied(folder);
        assertTold(file, run(folder, file, "before").err());
    }
}
