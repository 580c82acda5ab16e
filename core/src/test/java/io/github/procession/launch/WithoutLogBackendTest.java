package io.github.procession.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.concurrent.Future;
import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.concurrent.ThreadPoolExecutor;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.support.JarFiles;
import io.github.procession.support.RootJvm;
import io.github.procession.support.RootMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** A program without a backend of slf4j is not told so, even if a worker of a pool is lost; what its own code throws is printed. */
class WithoutLogBackendTest {
    private static RootJvm.Result run(String program, String... options) throws Exception {
        List<Path> classPath = new ArrayList<>(JarFiles.library());
        classPath.remove(JarFiles.placeOf("org.slf4j.simple.SimpleLogger"));
        classPath.add(JarFiles.placeOf(WithoutLogBackendTest.class.getName()));
        return RootMethod.of(WithoutLogBackendTest.class, program)
                .classPath(JarFiles.path(classPath))
                .options(options)
                .run()
                .succeeded();
    }

    @Test
    void processesPoolsAndExecutorsPrintNothing() throws Exception {
        var result = run("program");
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

    @Test
    void whatCallbacksAndActionsThrowIsPrintedWithItsTrace() throws Exception {
        String err = run("throwing").err();
        for (String thrown : List.of(
                "Named-callbacks: a callback threw\njava.lang.IllegalStateException: of a callback\n\tat ",
                "Named-callbacks: a callback threw\njava.lang.IllegalStateException: of an action\n\tat ",
                "an action for the end of a call was refused by its executor, or threw\n"
                        + "java.lang.IllegalStateException: of an executor\n\tat ",
                " threw\njava.lang.IllegalStateException: of a future's callback\n\tat ",
                "a task that was executed without a future failed\njava.lang.IllegalStateException: of a task\n\tat ",
                "Named: the function for the names of workers threw for worker 1\n"
                        + "java.lang.IllegalStateException: of names\n\tat ")) {
            assertTrue(err.contains(thrown), thrown + "\nis not in\n" + err);
        }
        assertEquals(
                6,
                err.lines()
                        .filter(line -> line.startsWith("procession: warning: "))
                        .count(),
                err);
    }

    @Test
    void aFuturesCallbackThatThrowsIsAnErrorInTheLog() throws Exception {
        String err = run("throwing", "-Dprocession.logToStderr=WARN").err();
        assertTrue(err.lines().anyMatch(line -> line.startsWith("[ERROR/MainProcess] a callback of ")), err);
        assertTrue(err.contains("[WARN/MainProcess] Named-callbacks: a callback threw"), err);
    }

    static void throwing() throws Exception {
        try (Pool pool = Pool.builder()
                .processes(1)
                .name("Named")
                .workerNames(_ -> raise("of names"))
                .build()) {
            AsyncResult<Integer> result =
                    pool.applyAsync(WithoutLogBackendTest::next, 1).callback(_ -> raise("of a callback"));
            CountDownLatch acted = new CountDownLatch(1);
            result.whenDone(() -> {
                acted.countDown();
                raise("of an action");
            });
            result.get();
            acted.await();
            result.whenDone(() -> {}, _ -> raise("of an executor"));
        }
        try (ThreadPoolExecutor executor = new ThreadPoolExecutor(1)) {
            executor.execute((Runnable) () -> raise("of a task"));
        }
        Future<Integer> future = new Future<>();
        future.addDoneCallback(_ -> raise("of a future's callback"));
        future.setResult(1);
    }

    private static String raise(String text) {
        throw new IllegalStateException(text);
    }
}
