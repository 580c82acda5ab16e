package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentTest {
    @TempDir
    Path folder;

    @Test
    void twoMappingsOfAFileAreTheSameMemory() throws IOException {
        try (Segment made = Segment.create(folder.resolve("s"), 8192);
                Segment opened = Segment.open(made.file())) {
            made.region().putLong(8184, 7);
            assertEquals(7, opened.region().getLong(8184));
            assertEquals(8192, opened.region().size());
        }
    }

    @Test
    void whatADeadProcessLeftUnderTheNameIsReplacedByZeros() throws IOException {
        Path file = folder.resolve("s");
        Files.write(file, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        try (Segment made = Segment.create(file, 100_000)) {
            for (long offset = 0; offset < 100_000; offset += 8) {
                assertEquals(0, made.region().getLong(offset));
            }
        }
        assertEquals(100_000, Files.size(file));
    }

    @Test
    void accessAfterCloseIsAnExceptionAndTheFileStays() throws IOException {
        Segment made = Segment.create(folder.resolve("s"), 64);
        Region region = made.region();
        made.close();
        assertThrows(IllegalStateException.class, () -> region.getInt(0));
        Segment.open(made.file()).close();
        Segment.delete(made.file());
        assertThrows(NoSuchFileException.class, () -> Segment.open(made.file()));
    }

    @Test
    void aFolderThatDoesNotExistIsAnException() {
        assertThrows(IOException.class, () -> Segment.create(folder.resolve("no/s"), 64));
    }

    @Test
    void anInterruptedThreadMakesAndOpensFilesAllTheSame() throws Exception {
        Thread.currentThread().interrupt();
        Segment.create(folder.resolve("s"), 100_000).close();
        Segment.open(folder.resolve("s")).close();
        assertTrue(Thread.interrupted(), "the interrupt is kept");
    }

    @Test
    void interruptsAtAnyMomentAreKept() throws Exception {
        AtomicInteger made = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger interrupts = new AtomicInteger();
        Thread maker = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < 300; i++) {
                    Segment.create(folder.resolve("s"), 300_000).close();
                    made.incrementAndGet();
                    if (Thread.interrupted()) {
                        interrupts.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                stop.set(true);
            }
        });
        while (!stop.get()) {
            maker.interrupt();
            Thread.yield();
        }
        maker.join();
        assertEquals(300, made.get());
        assertTrue(interrupts.get() > 0);
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
