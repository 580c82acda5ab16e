package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The folder of names is made and removed by several programs at once, and none of them notices. */
class BlockNamesTest {
    private static final int PROGRAMS = 4;
    private static final String ROUNDS = "1000";

    private SharedFolder place;

    @BeforeEach
    void makePlace() {
        place = new SharedFolder();
    }

    @AfterEach
    void removePlace() {
        place.close();
    }

    @Tag("full")
    @Test
    void programsThatHaveTheLastNameInTurnsDoNotDisturbEachOther() {
        List<ChildJvm> programs = new ArrayList<>();
        try {
            for (int i = 0; i < PROGRAMS; i++) {
                programs.add(ChildJvm.start(NameAndUnlink.class, options(), "block-" + i, ROUNDS));
            }
            for (ChildJvm program : programs) {
                assertEquals(0, program.exitCode());
            }
        } finally {
            programs.forEach(ChildJvm::close);
        }
    }

    /** Makes a block and removes it, again and again. */
    static final class NameAndUnlink {
        static void main(String[] args) throws Exception {
            for (int i = Integer.parseInt(args[1]); i > 0; i--) {
                try (NamedBlock block = NamedBlock.create(args[0], 64, region -> {})) {
                    NamedBlock.attach(args[0]).close();
                    block.unlink();
                }
                assertThrows(NoSuchFileException.class, () -> NamedBlock.attach(args[0]));
            }
        }
    }

    @Test
    void anInterruptedThreadRemovesABlockOnce() {
        try (ChildJvm program = ChildJvm.start(UnlinkInterrupted.class, options())) {
            assertEquals(0, program.exitCode());
        }
    }

    /** Removes the last block in a thread that is interrupted at all times. */
    static final class UnlinkInterrupted {
        static void main() throws Exception {
            Thread self = Thread.currentThread();
            Thread.ofPlatform().daemon().start(() -> {
                while (true) {
                    self.interrupt();
                }
            });
            int interrupted = 0;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            while (System.nanoTime() < end || interrupted == 0) {
                try (NamedBlock block = NamedBlock.create("interrupted", 64, region -> {})) {
                    block.unlink();
                }
                interrupted += Thread.interrupted() ? 1 : 0;
            }
        }
    }

    @Test
    void whatIsNoNameDisturbsNoProgram() throws Exception {
        Path names = Files.createDirectory(
                place.path().resolve("procession-names-" + System.getProperty("user.name")), Ownership.ownerOnly());
        Process fifo = new ProcessBuilder("mkfifo", names.resolve("fifo").toString()).start();
        assertEquals(0, fifo.waitFor());
        Files.createSymbolicLink(names.resolve("link"), Path.of("/dev/zero"));
        Files.write(names.resolve("nul"), new byte[100]);
        Files.write(names.resolve("no-text"), new byte[] {(byte) 0xff, (byte) 0xfe});
        Files.createDirectories(names.resolve("folder/inside"));
        try (ChildJvm program = ChildJvm.start(NameAndUnlink.class, options(), "block", "1")) {
            assertEquals(0, program.exitCode());
        }
        try (var left = Files.list(names)) {
            assertEquals(
                    List.of(names.resolve("folder")),
                    left.filter(each -> !each.endsWith(".lock")).toList());
        }
        Files.delete(names.resolve("folder/inside"));
        Files.delete(names.resolve("folder"));
        Files.delete(names.resolve(".lock"));
    }

    private List<String> options() {
        return List.of("-Dprocession.dir=" + place.path());
    }
}
