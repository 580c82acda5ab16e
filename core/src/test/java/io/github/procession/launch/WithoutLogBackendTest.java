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
import org.junit.jupiter.api.Test;

/** A program in which all goes well has no use for a backend of slf4j, and nothing says that there is none. */
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
        assertEquals("process 1, pool 2, executor 3", result.out().strip());
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
        }
    }

    private static int next(int number) {
        return number + 1;
    }
}
