package io.github.procession.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.support.RootMethod;
import io.github.procession.threading.Thread;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that has the module {@code java.base} alone: each other one that is missing costs its feature, no more. */
class BaseModuleTest {
    record Order(String id, List<Integer> lines) {}

    static class Plain implements Serializable {
        private static final long serialVersionUID = 1;
    }

    @Test
    void poolsRunAndSayWhatIsMissing(@TempDir Path folder) throws Exception {
        Path arguments = Files.writeString(folder.resolve("arguments"), "-Dof.the.file='a b'");
        var result = RootMethod.of(BaseModuleTest.class, "program")
                .options("--limit-modules=java.base", "-Dof.the.parent=c", "@" + arguments)
                .run()
                .succeeded();
        assertEquals("o1 c a b java.base", result.out().lines().findFirst().orElse(""));
        assertTrue(result.out().contains("Plain cannot be sent to another process"), result::out);
        assertTrue(result.out().contains("this JVM runs without the module jdk.unsupported"), result::out);
        assertTrue(
                result.err()
                        .contains("native ids of other threads are unknown: this JVM has no module java.management"),
                result::err);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1, 40_000}) // with the second one all arguments of a child are in a file, not only the secret ones
    void optionsGoDownTheTree(int length) throws Exception {
        var result = RootMethod.of(BaseModuleTest.class, "grandparent")
                .options(
                        "--limit-modules=java.base",
                        "-Dof.the.root=" + "x".repeat(length),
                        "-Dprocession.jvmOptions='-Dof.the.children=a b'")
                .run()
                .succeeded();
        assertEquals((length + " a b java.base\n").repeat(3), result.out(), result::err);
        assertEquals("", result.err());
    }

    static void grandparent() throws Exception {
        generation(3);
    }

    private static void generation(int below) throws Exception {
        Process child = new Process(BaseModuleTest::child, below - 1);
        child.start();
        child.join();
    }

    private static void child(int below) throws Exception {
        System.out.println(System.getProperty("of.the.root", "").length() + " " + System.getProperty("of.the.children")
                + " " + modules());
        if (below > 0) {
            generation(below);
        }
    }

    static void program() throws Exception {
        try (Pool pool = new Pool(1)) {
            System.out.println(pool.apply(BaseModuleTest::describe, new Order("o1", List.of(2))));
            try {
                pool.apply(BaseModuleTest::take, new Plain());
            } catch (ExecutionException e) {
                System.out.println(e.getMessage());
            }
        }
        CountDownLatch end = new CountDownLatch(1);
        Waiting waiting = new Waiting(end);
        waiting.start();
        assertTrue(waiting.nativeId().isEmpty());
        end.countDown();
        waiting.join();
    }

    /** Does not come by the number of its thread by itself. */
    private static final class Waiting extends Thread {
        private final CountDownLatch end;

        Waiting(CountDownLatch end) {
            this.end = end;
        }

        @Override
        public void run() {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static String describe(Order order) {
        return order.id() + " " + System.getProperty("of.the.parent") + " " + System.getProperty("of.the.file") + " "
                + modules();
    }

    private static String modules() {
        return String.join(
                " ", ModuleLayer.boot().modules().stream().map(Module::getName).toList());
    }

    private static boolean take(Plain plain) {
        return true;
    }
}
