package io.github.procession.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.support.JarFiles;
import io.github.procession.support.RootJvm;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program whose own jar is deleted while it runs: what its children cannot load then says which jar is gone. */
class DeletedJarTest {
    /** Of the jar, as the program is. */
    record Order(int number) {}

    static final class Program {
        private Program() {}

        static int twice(int number) {
            return 2 * number;
        }

        static int number(Order order) {
            return order.number();
        }

        public static void main(String[] args) throws Exception {
            Files.delete(Path.of(args[0]));
            try (Pool pool = new Pool(1)) {
                System.out.println(failure(pool.applyAsync(Program::twice, 1)));
                System.out.println(failure(pool.applyAsync(Program::number, new Order(1))));
            }
            Process process = new Process(Program::twice, 1);
            process.start();
            process.join();
        }

        private static String failure(AsyncResult<Integer> call) throws InterruptedException {
            try {
                return "a result: " + call.get();
            } catch (ExecutionException e) {
                return e.getCause().getMessage();
            }
        }
    }

    private static Path jarOfProgram(Path folder) throws Exception {
        Path jar = folder.resolve("program.jar");
        try (JarOutputStream out = JarFiles.create(jar, null)) {
            for (Class<?> type : List.of(DeletedJarTest.class, Program.class, Order.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
        return jar;
    }

    private static void assertNames(Path jar, Class<?> missing, String message) {
        assertTrue(message.contains(missing.getName()), message);
        assertTrue(message.contains("the class path names files that are not there: " + jar), message);
    }

    @Test
    void theJarIsNamed(@TempDir Path folder) throws Exception {
        Path jar = jarOfProgram(folder);
        List<Path> classPath = new ArrayList<>(List.of(jar));
        classPath.addAll(JarFiles.library());
        RootJvm.Result result = new RootJvm(Program.class, jar.toString())
                .classPath(JarFiles.path(classPath))
                .run()
                .succeeded();
        List<String> told = result.out().lines().toList();
        assertEquals(2, told.size(), result.out());
        assertNames(jar, Program.class, told.get(0));
        assertNames(jar, Order.class, told.get(1));
        assertNames(jar, Program.class, result.err());
    }
}
