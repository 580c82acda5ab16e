package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.JarFiles;
import io.github.procession.support.RootMethod;
import java.io.File;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build that overwrites the jars of a program that runs: what is not loaded yet cannot be loaded any more. */
class JarIsOverwrittenTest {
    @TempDir
    private Path folder;

    static long pid(int x) {
        return ProcessHandle.current().pid();
    }

    static int never(int x) throws InterruptedException {
        Thread.sleep(Duration.ofHours(1));
        return x;
    }

    static void loseWorkers() throws Exception {
        Pool pool = new Pool(2);
        long pid = pool.apply(JarIsOverwrittenTest::pid, 0);
        AsyncResult<List<Integer>> results = pool.mapAsync(JarIsOverwrittenTest::never, List.of(1, 2, 3, 4));
        try {
            results.get(Duration.ofMillis(100));
        } catch (TimeoutException e) {
            System.out.println("they run");
        }
        for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
            try (RandomAccessFile file = new RandomAccessFile(jar, "rw")) {
                file.write(new byte[(int) file.length()]);
            }
        }
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        try {
            results.get();
        } catch (RuntimeException | Error e) { // even the exception that says why may be of a class that was not loaded
            System.out.println("failed");
        }
        try {
            pool.terminate();
        } catch (RuntimeException | Error e) {
            System.out.println("cannot end");
        }
        System.out.println("ended");
        Runtime.getRuntime().halt(0);
    }

    @Test
    void aCallWhoseWorkerIsLostThenEnds() throws Exception {
        String out = RootMethod.of(JarIsOverwrittenTest.class, "loseWorkers")
                .classPath(JarFiles.path(JarFiles.classPathJars(folder)))
                .run()
                .succeeded()
                .out();
        assertTrue(out.contains("failed"), out);
        assertTrue(out.contains("ended"), out);
    }
}
