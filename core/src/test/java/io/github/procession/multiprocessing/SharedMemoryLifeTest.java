package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.RootJvm;
import io.github.procession.support.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedMemoryLifeTest {
    /** Attaches by name, in a tree of its own, adds one to the first number and ends. */
    public static final class AttachMain {
        private AttachMain() {}

        public static void main(String[] args) throws Exception {
            SharedMemory block = SharedMemory.attach(args[0]);
            block.buf().putInt(0, block.buf().getInt(0) + 1);
        }
    }

    @Test
    @Conformance({"SHM-15", "SHM-16"})
    void anUnrelatedProgramThatAttachesLeavesTheBlock() throws Exception {
        try (SharedMemory block = SharedMemory.create(64)) {
            block.buf().putInt(0, 41);
            RootJvm.Result result =
                    new RootJvm(AttachMain.class, block.name()).run().succeeded();
            assertEquals("", result.err());
            assertEquals(42, block.buf().getInt(0));
            new RootJvm(AttachMain.class, block.name()).run().succeeded();
            assertEquals(43, block.buf().getInt(0));
            block.unlink();
        }
    }

    /** Creates a block, in a child or itself, and ends without a word. */
    public static final class ForgetMain {
        private ForgetMain() {}

        public static void main(String[] args) throws Exception {
            if (args[1].equals("child")) {
                Process child = Children.start(new Process(ForgetMain::createAndDie, args[0]));
                child.join();
                try (SharedMemory block = SharedMemory.attach(args[0])) { // its tree lives
                    assertEquals(5, block.buf().get(0));
                }
            } else {
                create(args[0]);
            }
            if (args[1].equals("terminated")) {
                create(args[0] + "-too");
                new ProcessBuilder("kill", Long.toString(ProcessHandle.current().pid())).start();
                Thread.sleep(Long.MAX_VALUE);
            }
            if (args[1].equals("damaged")) {
                try (Stream<Path> files = Files.list(Path.of(System.getProperty("procession.dir")))) {
                    Path names = files.filter(
                                    file -> file.getFileName().toString().startsWith("procession-names-"))
                            .findFirst()
                            .orElseThrow();
                    Files.delete(names.resolve(".lock"));
                    Files.createDirectory(names.resolve(".lock"));
                }
            }
            if (args[1].equals("killed")) {
                Runtime.getRuntime().halt(9);
            }
        }

        static void create(String name) throws IOException {
            SharedMemory.create(name, 64).buf().put(0, (byte) 5);
        }

        static void createAndDie(String name) throws IOException {
            create(name);
            Runtime.getRuntime().halt(9);
        }
    }

    private static String unique(String name) {
        return name + "-" + ProcessHandle.current().pid();
    }

    @Test
    @Conformance({"SHM-14", "RTRK-01"})
    void theBlockOfATreeThatEndsIsRemovedWithAWarning() throws Exception {
        for (String who : List.of("terminated", "child")) {
            String name = unique(who);
            RootJvm.Result result = new RootJvm(ForgetMain.class, name, who).run();
            boolean isTerminated = who.equals("terminated");
            assertEquals(isTerminated ? 143 : 0, result.exitCode(), result::err);
            int count = isTerminated ? 2 : 1;
            assertTrue(
                    result.err()
                            .contains(count + " blocks of shared memory were never unlinked and are removed now: ["),
                    result.err());
            assertTrue(result.err().contains(name), result.err());
            assertThrows(NoSuchFileException.class, () -> SharedMemory.attach(name));
            assertThrows(NoSuchFileException.class, () -> SharedMemory.attach(name + "-too"));
        }
    }

    @Test
    @Conformance("SHM-14")
    void theBlockOfAKilledTreeIsSweptByTheNextRoot(@TempDir Path folder) throws Exception {
        String place = "-Dprocession.dir=" + folder;
        RootJvm.Result killed =
                new RootJvm(ForgetMain.class, "x", "killed").options(place).run();
        assertEquals(9, killed.exitCode(), killed::err);
        assertEquals(1, blocks(folder));
        assertTrue(names(folder).contains("x"));
        new RootJvm(MissingMain.class, "x").options(place).run().succeeded();
        assertEquals(0, blocks(folder));
        assertFalse(names(folder).contains("x"));
        new RootJvm(ForgetMain.class, "x", "root").options(place).run().succeeded();
        assertEquals(List.of(), names(folder), "nothing else stays");
    }

    @Test
    @Conformance("RTRK-01")
    void aRemovalThatFailsIsSaid(@TempDir Path folder) throws Exception {
        RootJvm.Result result = new RootJvm(ForgetMain.class, "x", "damaged")
                .options("-Dprocession.dir=" + folder)
                .run()
                .succeeded();
        assertTrue(result.err().contains("the names of shared memory that was never unlinked stay: "), result.err());
    }

    /** Is told that there is no such block. */
    public static final class MissingMain {
        private MissingMain() {}

        public static void main(String[] args) {
            assertThrows(NoSuchFileException.class, () -> SharedMemory.attach(args[0]));
        }
    }

    private static long blocks(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("block-"))
                    .count();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(
                            file -> file.getParent().getFileName().toString().startsWith("procession-names-"))
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    /** Asks for more than there is. */
    public static final class FullMain {
        private FullMain() {}

        public static void main(String[] args) throws Exception {
            IOException full = assertThrows(IOException.class, () -> SharedMemory.create("big", 1L << 30));
            System.out.println(full.getMessage());
            assertThrows(NoSuchFileException.class, () -> SharedMemory.attach("big"));
            try (SharedMemory small = SharedMemory.create("big", 1 << 20)) {
                small.buf().put((1 << 20) - 1, (byte) 1);
                small.unlink();
            }
        }
    }

    @Test
    void aFullFileSystemIsAnErrorAndLeavesNothing(@TempDir Path folder) throws Exception {
        RootJvm.Result result = new RootJvm(FullMain.class)
                .options("-Dprocession.dir=" + folder)
                .wrappedIn(SmallDisk.at(folder, 24 << 10).wrapper())
                .run()
                .succeeded();
        assertTrue(result.out().startsWith("no space for 1073741824 bytes of shared memory"), result.out());
    }

    @Tag("full")
    @Test
    void thousandsOfBlocksLeaveNoFile(@TempDir Path folder) throws Exception {
        new RootJvm(ManyMain.class).options("-Dprocession.dir=" + folder).run().succeeded();
        assertEquals(List.of(), names(folder));
    }

    /** Creates and removes blocks. */
    public static final class ManyMain {
        private ManyMain() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(System.getProperty("procession.dir"));
            for (int i = 0; i < 5_000; i++) {
                try (SharedMemory block = SharedMemory.create(8)) {
                    block.unlink();
                }
            }
            assertEquals(0, blocks(folder));
            assertEquals(List.of(), names(folder));
        }
    }
}
