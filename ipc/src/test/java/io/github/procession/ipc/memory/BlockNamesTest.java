package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The folder of names is made and removed by several programs at once, and none of them notices. */
class BlockNamesTest {
    private static final int PROGRAMS = 4;
    private static final int ROUNDS = 1_000;

    private SharedFolder place;

    @BeforeEach
    void makePlace() {
        place = new SharedFolder();
    }

    @AfterEach
    void removePlace() {
        place.close();
    }

    @Test
    void programsThatHaveTheLastNameInTurnsDoNotDisturbEachOther() {
        List<ChildJvm> programs = new ArrayList<>();
        try {
            for (int i = 0; i < PROGRAMS; i++) {
                programs.add(ChildJvm.start(NameAndUnlink.class, options(), "block-" + i));
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
            for (int i = 0; i < ROUNDS; i++) {
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
            while (System.nanoTime() < end) {
                try (NamedBlock block = NamedBlock.create("interrupted", 64, region -> {})) {
                    block.unlink();
                }
                interrupted += Thread.interrupted() ? 1 : 0;
            }
            assertTrue(interrupted > 0);
        }
    }

    private List<String> options() {
        return List.of("-Dprocession.dir=" + place.path());
    }
}
