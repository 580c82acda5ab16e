package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.queue.Empty;
import io.github.procession.serialization.DecodeException;
import io.github.procession.support.Children;
import io.github.procession.support.RootJvm;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that something outside removes from the folder of a program that runs: who needs one of them is told what may have happened. */
class RemovedFilesTest {
    private static final String CULPRIT = "such as a cleaner of temporary files";

    /** Removes files of its session as others would, gives children what lay in them, and uses it itself. */
    static final class Root {
        public static void main(String[] args) throws Exception {
            Queue<byte[]> queue = new Queue<>();
            for (int i = 0; i < 64; i++) {
                queue.put(new byte[20_000]); // more than one ring
            }
            List<Object> objects = List.of(
                    queue,
                    Pipe.open().second(),
                    Array.ofInt(1_000),
                    new Barrier(2),
                    new Condition(),
                    new BoundedSemaphore(1),
                    SharedMemory.create(
                            "removed-files-" + ProcessHandle.current().pid(), 64));
            try (DirectoryStream<Path> files = Files.newDirectoryStream(Session.folder(), args[0])) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            for (Object object : objects) {
                Children.start(new Process(Root::take, object)).join();
            }
            try {
                while (queue.getNowait().length > 0) {}
            } catch (Empty _) {
                System.out.println("drained");
            } catch (UncheckedIOException e) {
                System.out.println(e.getMessage());
            }
        }

        static void take(Object object) {
            System.out.println("took " + object.getClass().getSimpleName());
        }
    }

    @ParameterizedTest
    @CsvSource({"cell-*, 6", "slab-*, 6", "table, 7"})
    void whoMissesAFileIsToldWhatMayHaveRemovedIt(String files, int missing) throws Exception {
        RootJvm.Result result = new RootJvm(Root.class, files).run().succeeded();
        List<String> failures = result.err()
                .lines()
                .filter(line -> line.startsWith(DecodeException.class.getName()))
                .toList();
        assertEquals(missing, failures.size(), result::err);
        for (String failure : failures) {
            assertTrue(failure.contains(CULPRIT), result::err);
        }
        assertEquals(!files.startsWith("cell"), result.out().endsWith("drained\n"), result.out());
        assertTrue(result.out().endsWith("drained\n") || result.out().contains(CULPRIT), result.out());
    }
}
