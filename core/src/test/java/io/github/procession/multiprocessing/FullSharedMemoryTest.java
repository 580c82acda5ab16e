package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.support.Children;
import io.github.procession.support.RootJvm;
import io.github.procession.support.SmallDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FullSharedMemoryTest {
    private static final int DISK_KIBIBYTES = 6 << 10;
    private static final String FILE_SYSTEM = "file system";

    /** Fills the disk, looks what happens, and makes room again. */
    public static final class FullMain {
        private static final int ITEM_LONGS = 10_000;

        private FullMain() {}

        public static void main(String[] args) throws Exception {
            try (Queue<long[]> queue = new Queue<>()) {
                int count = putUntilRefused(queue);
                if (args[0].equals(FILE_SYSTEM)) {
                    Path filler = Session.current().directory().resolveSibling("filler");
                    fill(filler);
                    refusesToCreate();
                    startsProcesses();
                    Files.delete(filler);
                }
                for (long i = 0; i < count; i++) {
                    long number = i;
                    long[] item = queue.getNowait();
                    check(
                            item.length == ITEM_LONGS && Arrays.stream(item).allMatch(each -> each == number),
                            "item " + i);
                }
                check(queue.empty(), "what was refused is not there");
                queue.put(new long[ITEM_LONGS]);
                queue.get();
            }
            Pipe.open().close();
            System.out.println("done");
        }

        private static int putUntilRefused(Queue<long[]> queue) throws InterruptedException {
            long[] item = new long[ITEM_LONGS];
            for (int count = 0; ; count++) {
                Arrays.fill(item, count);
                try {
                    queue.put(item);
                } catch (UncheckedIOException e) {
                    checkMessage(e);
                    check(count > 5, "some items went in: " + count);
                    check(queue.qsize() == count, "nothing of the refused item: " + queue.qsize());
                    return count;
                }
            }
        }

        private static void fill(Path filler) throws IOException {
            byte[] bytes = new byte[4096];
            try (OutputStream out = Files.newOutputStream(filler)) {
                while (true) {
                    out.write(bytes);
                }
            } catch (IOException e) {
                System.out.println("full: " + e.getMessage());
            }
        }

        private static void refusesToCreate() throws Exception {
            Set<String> before = files();
            List<Object> locks = new ArrayList<>();
            for (Executable creation : List.<Executable>of(
                    Queue::new,
                    () -> new Queue<>(3),
                    JoinableQueue::new,
                    SimpleQueue::new,
                    Pipe::open,
                    () -> Pipe.open(false),
                    () -> createLocks(locks))) {
                checkMessage(assertThrows(UncheckedIOException.class, creation));
            }
            check(locks.size() > 1000, "a lock is only a few bytes");
            check(files().equals(before), "nothing is left behind: " + files() + " after " + before);
        }

        private static void createLocks(List<Object> locks) {
            for (int i = 0; i < 10_000; i++) {
                locks.add(new Lock());
            }
        }

        private static Set<String> files() throws IOException {
            try (Stream<Path> files = Files.list(Session.current().directory())) {
                return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            }
        }

        private static void startsProcesses() throws Exception {
            Children.join(Children.start(new Process(FullMain::nothing)));
            Process failing = Children.start(new Process(FullMain::exitWith, 150));
            failing.join();
            check(failing.exitCode().equals(OptionalInt.of(150)), "exit code " + failing.exitCode());
        }

        static void nothing() {}

        static void exitWith(int status) {
            System.exit(status);
        }

        private static void checkMessage(UncheckedIOException failure) {
            String message = failure.getMessage();
            check(
                    message.matches("no space for \\d+ bytes of shared memory in .*procession-.* \\(.+\\);"
                            + " free some or set -Dprocession.dir=DIR to a larger file system"),
                    message);
        }

        private static void check(boolean holds, String what) {
            if (!holds) {
                throw new AssertionError(what);
            }
        }
    }

    @Test
    void aFullFileSystemIsAnExceptionAtTheCallAndNothingIsLost(@TempDir Path folder) throws Exception {
        SmallDisk disk = SmallDisk.at(folder, DISK_KIBIBYTES);
        RootJvm.Result result = new RootJvm(FullMain.class, disk.isFileSystem() ? FILE_SYSTEM : "file size")
                .options("-Dprocession.dir=" + folder)
                .wrappedIn(disk.wrapper())
                .run()
                .succeeded();
        assertTrue(result.out().endsWith("done\n"), result::out);
        assertEquals("", result.err());
    }

    /** Needs more at once than there is. */
    public static final class TinyMain {
        private TinyMain() {}

        public static void main(String[] args) {
            System.out.println(
                    assertThrows(UncheckedIOException.class, Queue::new).getMessage());
            System.out.println(
                    assertThrows(UncheckedIOException.class, Lock::new).getMessage());
            System.out.println(assertThrows(UncheckedIOException.class, new Process(FullMain::nothing)::start)
                    .getMessage());
        }
    }

    /** Makes far more than there is room for, and keeps nothing. */
    public static final class DroppingMain {
        private DroppingMain() {}

        public static void main(String[] args) throws Exception {
            for (int i = 0; i < 60; i++) {
                Pipe.open().first().send(i);
                new Queue<Integer>().put(i);
            }
            System.out.println("done");
        }
    }

    @Test
    void droppedQueuesAndPipesAreNotInTheWayOfNewOnes(@TempDir Path folder) throws Exception {
        RootJvm.Result result = new RootJvm(DroppingMain.class)
                .options("-Dprocession.dir=" + folder)
                .wrappedIn(SmallDisk.at(folder, DISK_KIBIBYTES).wrapper())
                .run()
                .succeeded();
        assertEquals("done\n", result.out());
    }

    @Test
    void aFileSystemTooSmallForAnythingIsAnExceptionToo(@TempDir Path folder) throws Exception {
        SmallDisk disk = SmallDisk.at(folder, 16);
        RootJvm.Result result = new RootJvm(TinyMain.class)
                .options("-Dprocession.dir=" + folder)
                .wrappedIn(disk.wrapper())
                .run();
        result.succeeded();
        for (String line : result.out().lines().toList()) {
            assertTrue(line.contains("no space for "), result::out);
            assertTrue(line.contains("-Dprocession.dir=DIR"), result::out);
        }
        assertEquals(3, result.out().lines().count(), result::out);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }
}
