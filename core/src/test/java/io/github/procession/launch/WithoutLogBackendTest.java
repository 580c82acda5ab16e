package io.github.procession.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.support.JarFiles;
import io.github.procession.support.RootMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** A program without a backend of slf4j is not told so, even if a worker of a pool is lost. */
class WithoutLogBackendTest {
    @Test
    void processesPoolsAndExecutorsPrintNothing() throws Exception {
        List<Path> classPath = new ArrayList<>(JarFiles.library());
        classPath.remove(JarFiles.placeOf("org.slf4j.simple.SimpleLogger"));
        classPath.add(JarFiles.placeOf(WithoutLogBackendTest.class.getName()));
        var result = RootMethod.of(WithoutLogBackendTest.class, "program")
                .classPath(JarFiles.path(classPath))
                .run()
                .succeeded();
        assertEquals("", result.err());
        assertEquals(
                "process 1, pool 2, executor 3\nWorkerLostException",
                result.out().strip());
    }

    static void program() throws Exception {
        Queue<Integer> queue = new Queue<>();
        Process process = new Process(() -> queue.put(1));
        process.start();
        process.join();
        try (Pool pool = new Pool(1);
                ProcessPoolExecutor executor = new ProcessPoolExecutor(1)) {
            System.out.println(
                    "process " + queue.get() + ", pool " + pool.apply(WithoutLogBackendTest::next, 1) + ", executor "
                            + executor.submit(WithoutLogBackendTest::next, 2).get());
            try {
                pool.apply(WithoutLogBackendTest::die, 1);
            } catch (ExecutionException e) {
                System.out.println(e.getCause().getClass().getSimpleName());
            }
        }
    }

    private static int die(int number) {
        Runtime.getRuntime().halt(number);
        return number;
    }

    private static int next(int number) {
        return number + 1;
    }
}
