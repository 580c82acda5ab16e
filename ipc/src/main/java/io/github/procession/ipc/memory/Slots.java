package io.github.procession.ipc.memory;

import static io.github.procession.ipc.memory.SlotsLayout.BYTES_OFFSET;
import static io.github.procession.ipc.memory.SlotsLayout.CAPACITY_OFFSET;
import static io.github.procession.ipc.memory.SlotsLayout.COUNT_OFFSET;
import static io.github.procession.ipc.memory.SlotsLayout.MAGIC;
import static io.github.procession.ipc.memory.SlotsLayout.MAGIC_OFFSET;
import static io.github.procession.ipc.memory.SlotsLayout.STATE_OFFSET;
import static io.github.procession.ipc.memory.SlotsLayout.VERSION;
import static io.github.procession.ipc.memory.SlotsLayout.VERSION_OFFSET;
import static io.github.procession.ipc.memory.SlotsLayout.entry;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of slots, each with a type and some bytes up to its capacity, in a block that any process may have.
 *
 * <p>One process may store into a slot at a time; any number may read it meanwhile and get the value before or after.
 */
public final class Slots {
    /*
     * A slot has room for two values. Its state word says which half counts, the type and the length, so a value is
     * stored into the other half and published by one store of that word. A process that dies before leaves the old
     * value, one that dies after has stored the new one.
     *
     * The reader copies the half and looks at the state again, as with a seqlock (Boehm, "Can seqlocks get along with
     * programming language memory models?"): a half is overwritten only after the other one was published, with the next
     * sequence number, so bytes that changed while they were copied show as a changed state.
     */
    private static final int TYPE_MASK = 0xff;
    private static final int HALF_SHIFT = 8;
    private static final int SEQUENCE_SHIFT = 9;
    private static final long SEQUENCE_MASK = (1L << 23) - 1;

    private final Region region;
    private final int count;

    /**
     * The type and the bytes of a slot at one moment.
     *
     * @param type what kind of value it is
     * @param bytes its encoded form
     */
    public record Content(int type, byte[] bytes) {}

    private Slots(Region region) {
        this.region = region;
        this.count = region.getInt(COUNT_OFFSET);
    }

    private static long state(long length, long sequence, int half, int type) {
        return length << 32 | (sequence & SEQUENCE_MASK) << SEQUENCE_SHIFT | (long) half << HALF_SHIFT | type;
    }

    private static int half(long state) {
        return (int) (state >>> HALF_SHIFT) & 1;
    }

    private static long rounded(long bytes) {
        return Math.max(8, bytes + 7 & -8);
    }

    /**
     * Size that a block must have.
     *
     * @param capacities of the slots, in bytes
     * @return bytes
     */
    public static long bytes(long[] capacities) {
        long bytes = entry(capacities.length);
        for (long capacity : capacities) {
            bytes = Math.addExact(bytes, 2 * rounded(capacity));
        }
        return bytes;
    }

    /**
     * Writes empty slots of type 0 into a block of zeros.
     *
     * @param region the block
     * @param capacities of the slots, in bytes
     * @return the slots
     */
    public static Slots format(Region region, long[] capacities) {
        region.putInt(VERSION_OFFSET, VERSION);
        region.putInt(COUNT_OFFSET, capacities.length);
        long offset = entry(capacities.length);
        for (int i = 0; i < capacities.length; i++) {
            region.putLong(entry(i) + BYTES_OFFSET, offset);
            region.putLong(entry(i) + CAPACITY_OFFSET, rounded(capacities[i]));
            offset += 2 * rounded(capacities[i]);
        }
        region.putIntRelease(MAGIC_OFFSET, MAGIC);
        return new Slots(region);
    }

    /**
     * Finds the slots of a block.
     *
     * @param block a block that is not closed
     * @return the slots, or null if the block has none
     */
    public static @Nullable Slots in(NamedBlock block) {
        Region region = new Region(block.memory());
        long size = region.size();
        if (size < entry(0)
                || region.getIntAcquire(MAGIC_OFFSET) != MAGIC
                || region.getInt(VERSION_OFFSET) != VERSION
                || region.getInt(COUNT_OFFSET) < 0
                || entry(region.getInt(COUNT_OFFSET)) > size) {
            return null;
        }
        return new Slots(region);
    }

    /**
     * How many slots there are.
     *
     * @return the number
     */
    public int count() {
        return count;
    }

    /**
     * How many bytes a slot has room for.
     *
     * @param index of the slot
     * @return bytes
     */
    public long capacity(int index) {
        return region.getLong(entry(Objects.checkIndex(index, count)) + CAPACITY_OFFSET);
    }

    /**
     * Reads a slot.
     *
     * @param index of the slot
     * @return what it has
     */
    public Content get(int index) {
        long entry = entry(Objects.checkIndex(index, count));
        long start = region.getLong(entry + BYTES_OFFSET);
        long capacity = region.getLong(entry + CAPACITY_OFFSET);
        while (true) {
            long state = region.getLongVolatile(entry + STATE_OFFSET);
            int length = (int) (state >>> 32);
            if (length < 0 || length > capacity) {
                throw new IllegalStateException(
                        "slot " + index + " is damaged: " + length + " bytes in a capacity of " + capacity);
            }
            byte[] bytes = new byte[length];
            region.copyOut(start + half(state) * capacity, MemorySegment.ofArray(bytes), 0, length);
            VarHandle.acquireFence();
            if (region.getLongVolatile(entry + STATE_OFFSET) == state) {
                return new Content((int) state & TYPE_MASK, bytes);
            }
        }
    }

    /**
     * Stores into a slot, which no other process may do at the same time.
     *
     * @param index of the slot
     * @param type from 0 to 255
     * @param bytes the value
     * @return false if it is longer than the capacity; nothing was stored then
     */
    public boolean set(int index, int type, byte[] bytes) {
        long entry = entry(Objects.checkIndex(index, count));
        long capacity = region.getLong(entry + CAPACITY_OFFSET);
        if (bytes.length > capacity) {
            return false;
        }
        long state = region.getLongVolatile(entry + STATE_OFFSET);
        int half = 1 - half(state);
        VarHandle.fullFence(); // the state that readers compare with is there before the bytes they may see change
        long start = region.getLong(entry + BYTES_OFFSET) + half * capacity;
        region.copyIn(start, MemorySegment.ofArray(bytes), 0, bytes.length);
        region.putLongVolatile(entry + STATE_OFFSET, state(bytes.length, (state >>> SEQUENCE_SHIFT) + 1, half, type));
        return true;
    }
}
