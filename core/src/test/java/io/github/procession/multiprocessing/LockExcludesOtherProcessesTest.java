package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.Children;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockExcludesOtherProcessesTest {
    private static final int PROCESSES = 4;
    private static final int ROUNDS = 5_000;

    @Test
    void noIncrementOfACounterInAFileIsLost(@TempDir Path folder) throws Exception {
        Lock lock = new Lock();
        Path file = folder.resolve("counter");
        Files.write(file, new byte[8]);
        List<Process> children = IntStream.range(0, PROCESSES)
                .mapToObj(_ -> Children.start(
                        new Process(LockExcludesOtherProcessesTest::increment, lock, file.toString(), ROUNDS)))
                .toList();
        Children.join(children);
        try (RandomAccessFile counter = new RandomAccessFile(file.toFile(), "r")) {
            assertEquals(PROCESSES * ROUNDS, counter.readLong());
        }
    }

    static void increment(Lock lock, String file, int rounds) throws Exception {
        try (RandomAccessFile counter = new RandomAccessFile(file, "rw")) {
            for (int i = 0; i < rounds; i++) {
                try (var _ = lock.acquire()) {
                    counter.seek(0);
                    long value = counter.readLong();
                    counter.seek(0);
                    counter.writeLong(value + 1);
                }
            }
        }
    }
}
