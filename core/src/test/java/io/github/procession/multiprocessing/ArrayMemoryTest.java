package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.ipc.memory.Session;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import io.github.procession.support.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrayMemoryTest {
    private static final int ROUNDS = 2_000;
    private static final int KEPT = 50;

    @Tag("full")
    @Test
    @Conformance("HEAP-01")
    void arraysDoNotOverlapAndAllMemoryComesBack() throws Exception {
        long before = files();
        churn();
        Eventually.await("the files of all arrays are gone", () -> {
            System.gc();
            return files() <= before;
        });
    }

    private static void churn() {
        Random random = new Random(7);
        IntArray[] arrays = new IntArray[KEPT];
        for (int round = 0; round < ROUNDS; round++) {
            int slot = random.nextInt(KEPT);
            if (arrays[slot] != null) {
                IntArray old = arrays[slot];
                assertTrue(old.stream().allMatch(x -> x == old.get(0)), "somebody else stored into this array");
            }
            arrays[slot] = Array.rawInt(1 + random.nextInt(2_000));
            arrays[slot].fill(round);
        }
    }

    private static long files() throws IOException {
        try (Stream<Path> files = Files.list(Session.current().directory())) {
            return files.filter(file -> file.getFileName().toString().startsWith("cell-"))
                    .count();
        }
    }

    /** Fills a small file system with arrays. */
    public static final class FullMain {
        private FullMain() {}

        public static void main(String[] args) {
            // each is dropped at once: memory for the next one is found
            for (int i = 0; i < 200; i++) {
                assertEquals(0, Array.rawByte(1 << 20).get(i));
            }
            ByteArray kept = Array.rawByte(1 << 20);
            UncheckedIOException refused = assertThrows(UncheckedIOException.class, () -> Array.rawByte(1 << 30));
            System.out.println(refused.getMessage());
            kept.fill((byte) 1);
            assertEquals(1, kept.get(5));
            assertEquals(0, Array.rawInt(10).get(9), "a small one still fits");
        }
    }

    @Test
    void aFullFileSystemIsAnErrorAndNotACrash(@TempDir Path folder) throws Exception {
        RootJvm.Result result = new RootJvm(FullMain.class)
                .options("-Dprocession.dir=" + folder)
                .wrappedIn(SmallDisk.at(folder, 24 << 10).wrapper())
                .run()
                .succeeded();
        assertTrue(result.out().startsWith("no space for 1073741824 bytes of shared memory"), result.out());
    }
}
