package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.stress.Items;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Records that a reader copied out of a ring, in a file that outlives the reader: a record that is in the ring no more
 * must be whole in here.
 */
final class KeptRecords {
    private static final int SLOTS = 4;
    private static final long SLOT_BYTES = 1 << 18;
    private static final String FILE = "kept-records";

    private final MemorySegment memory;
    private int used;

    /** The records kept in the session folder, none if the file is new. */
    KeptRecords() {
        try (FileChannel channel = FileChannel.open(
                file(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, SLOTS * SLOT_BYTES, Arena.ofAuto());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file() {
        return Scenario.session().directory().resolve(FILE);
    }

    /** A sink for the next record. */
    Items.Kept sink() {
        return slot(used++);
    }

    private Items.Kept slot(int slot) {
        return new Items.Kept(memory.asSlice(slot * SLOT_BYTES, SLOT_BYTES));
    }

    /** Whether a reader copied the record out, all of it. */
    boolean has(long number) {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (slot(slot).number() == number) {
                return true;
            }
        }
        return false;
    }

    /** The dead reader copied each of the records out that the survivors did not find. */
    static void check(List<Long> all, List<Long> found) {
        KeptRecords kept = new KeptRecords();
        for (long number : all) {
            assertTrue(
                    found.contains(number) || kept.has(number),
                    "the head moved over " + number + " before it was read");
        }
    }

    /** Deletes the file, if there is one. */
    static void delete() {
        try {
            Files.deleteIfExists(file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
