package io.github.procession.ipc.memory;

import static io.github.procession.ipc.memory.CellLayout.CARRIES_OFFSET;
import static io.github.procession.ipc.memory.CellLayout.CELLS_PER_SLAB;
import static io.github.procession.ipc.memory.CellLayout.CELL_BYTES;
import static io.github.procession.ipc.memory.CellLayout.FIRST_FILE_OFFSET;
import static io.github.procession.ipc.memory.CellLayout.HOLDERS_OFFSET;
import static io.github.procession.ipc.memory.CellLayout.HOLDERS_WORDS;
import static io.github.procession.ipc.memory.CellLayout.LAST_FILE_OFFSET;
import static io.github.procession.ipc.memory.CellLayout.MOVES_OFFSET;
import static io.github.procession.ipc.memory.CellLayout.SLAB_BYTES;
import static io.github.procession.ipc.memory.CellLayout.STATUS_OFFSET;
import static io.github.procession.ipc.memory.CellLayout.TYPE_OFFSET;
import static io.github.procession.ipc.memory.CellLayout.WORDS_BYTES;
import static io.github.procession.ipc.memory.CellLayout.WORDS_OFFSET;
import static io.github.procession.ipc.memory.ProcessTableLayout.GROWING_OFFSET;
import static io.github.procession.ipc.memory.ProcessTableLayout.SLABS_OFFSET;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The allocator of shared cells, and the record of which processes hold each.
 *
 * <p>A process <i>holds</i> a cell while it has an object for it; a child holds what its start message names from the
 * moment its parent granted it. A cell without holders whose address is in no unread message is freed, with its files.
 */
// Longer than most: the whole life of a cell: states, holders and sweep change the same words in an order that must
// be seen at once.
public final class Cells {
    /*
     * The status word packs owner, generation and state, so each transition is one store:
     *
     *   FREE --allocate--> INIT --> LIVE --free--> FREEING --> FREE (same generation; allocate raises it)
     *
     * INIT and FREEING name the process at work. The process that reaps it when it is dead sets INIT back to FREE and
     * does the work of FREEING again, which may be done twice: deleting files and clearing bits.
     *
     * A cell is freed by the process that takes the last holder's bit away. Between two processes that bit is not the whole
     * truth, as the address may be on its way in a message. So: sending raises `moves` before the message is published
     * while the sender still holds the cell; receiving sets the receiver's bit and raises `moves` before the message
     * leaves the ring. The sweep reads moves, bits, unread messages, then moves and bits again: if nothing changed and
     * nothing was found, no path to the address exists, and none can come into being. It does so for many cells at a
     * time, since one look through all unread messages serves them all.
     *
     * A process that dies between taking a bit away and freeing leaves a live cell without holders. So does one that
     * freed a carrier and not yet what its messages named. The process that reaps it finds these cells, as it looks at
     * each that has no holder, whose ever it was.
     */
    private static final int FREE = 0;
    private static final int INIT = 1;
    private static final int LIVE = 2;
    private static final int FREEING = 3;

    private static final int GENERATION_MASK = (1 << 24) - 1;
    private static final int RECLAIM_IDLE_TRIES = 20;
    private static final long RECLAIM_PAUSE_NANOS = 2_000_000;
    private static final int SHORT_PAUSES = 100;
    private static final long SHORT_PAUSE_NANOS = 100_000;
    private static final long PAUSE_NANOS = 1_000_000;

    private final Path folder;
    private final Region table;
    private final ProcessTable processes;
    private final int self;
    private final AtomicInteger cursor = new AtomicInteger(1);
    private final AtomicLong freedHere = new AtomicLong();
    private volatile Region[] slabs = new Region[0];
    private final CellSweep sweep = new CellSweep(this);
    private InFlight inFlight;

    /** Pauses for which one other process may keep this one from adding slabs, some 10 s; a test has less. */
    private int growPauses = 10_000;

    Cells(Path folder, Region table, ProcessTable processes, int self) {
        this.folder = folder;
        this.table = table;
        this.processes = processes;
        this.self = self;
    }

    void limitGrowth(int pauses) {
        growPauses = pauses;
    }

    private static long status(int owner, int generation, int state) {
        return (long) owner << 32 | (long) generation << 8 | state;
    }

    private static int stateOf(long status) {
        return (int) status & 0xff;
    }

    private static int generationOf(long status) {
        return (int) (status >>> 8) & GENERATION_MASK;
    }

    private static int ownerOf(long status) {
        return (int) (status >>> 32);
    }

    private static long address(int index, int generation) {
        return (long) index << 32 | generation;
    }

    private Cell cellAt(int index, int generation) {
        return new Cell(address(index, generation), slab(index / CELLS_PER_SLAB), index % CELLS_PER_SLAB * CELL_BYTES);
    }

    private Region slab(int number) {
        Region[] known = slabs;
        return number < known.length ? known[number] : mapSlabs(number);
    }

    private synchronized Region mapSlabs(int number) {
        Region[] known = slabs;
        if (number >= known.length) {
            int count = table.getIntAcquire(SLABS_OFFSET);
            if (number >= count) {
                throw new IllegalArgumentException("no shared cell in slab " + number + " of " + count);
            }
            Region[] more = Arrays.copyOf(known, count);
            try {
                for (int i = known.length; i < count; i++) {
                    more[i] = Segment.open(slabFile(i)).region();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot map shared memory: " + e.getMessage(), e);
            }
            slabs = more;
        }
        return slabs[number];
    }

    /** The address of a cell in use, 0 for any other. */
    static long liveAddress(Region slab, long base, int index) {
        long status = slab.getLong(base + STATUS_OFFSET);
        return stateOf(status) == LIVE ? address(index, generationOf(status)) : 0;
    }

    /** The address of the cell that a place of memory is in and the offset there; null if it is in no slab. */
    long @Nullable [] cellOf(long place) {
        Region[] known = slabs;
        for (int i = 0; i < known.length; i++) {
            long offset = place - known[i].addressOf(0);
            if (offset >= 0 && offset < SLAB_BYTES) {
                int generation =
                        generationOf(known[i].getLongAcquire(offset / CELL_BYTES * CELL_BYTES + STATUS_OFFSET));
                int index = (int) (i * (long) CELLS_PER_SLAB + offset / CELL_BYTES);
                return new long[] {address(index, generation), offset % CELL_BYTES - WORDS_OFFSET};
            }
        }
        return null;
    }

    private Path slabFile(int number) {
        return folder.resolve("slab-" + number);
    }

    /**
     * Allocates a cell with zeroed words, held by this process.
     *
     * @param type number of the kind of cell, above zero
     * @return the cell
     * @throws UncheckedIOException if shared memory is full
     */
    public Cell allocate(int type) {
        while (true) {
            int count = table.getIntAcquire(SLABS_OFFSET) * CELLS_PER_SLAB;
            for (int i = 0; i < count; i++) {
                int index = Math.floorMod(cursor.getAndIncrement(), count);
                if (index != 0) {
                    Cell cell = tryAllocate(index, type);
                    if (cell != null) {
                        return cell;
                    }
                }
            }
            if (!reclaim(count)) {
                grow(count / CELLS_PER_SLAB);
            }
        }
    }

    private @Nullable Cell tryAllocate(int index, int type) {
        Region region = slab(index / CELLS_PER_SLAB);
        long base = index % CELLS_PER_SLAB * CELL_BYTES;
        long status = region.getLong(base + STATUS_OFFSET);
        if (stateOf(status) != FREE) {
            return null;
        }
        int generation = generationOf(status) + 1 & GENERATION_MASK;
        if (!region.compareAndSetLong(base + STATUS_OFFSET, status, status(self, generation, INIT))) {
            return null;
        }
        region.zero(base + TYPE_OFFSET, WORDS_OFFSET + WORDS_BYTES - TYPE_OFFSET);
        region.zero(base + HOLDERS_OFFSET, HOLDERS_WORDS * 8L);
        region.putInt(base + TYPE_OFFSET, type);
        Cell cell = new Cell(address(index, generation), region, base);
        setHolder(cell, self);
        region.putLongRelease(base + STATUS_OFFSET, status(0, generation, LIVE));
        return cell;
    }

    /** Lets the garbage collector find dropped objects before memory grows; true if that freed a good part. */
    private boolean reclaim(int count) {
        long before = freedHere.get();
        if (count > 0) {
            System.gc();
            long freed = before;
            // the cleaner's thread frees them one by one: wait for it as long as it makes progress
            for (int idle = 0; idle < RECLAIM_IDLE_TRIES && freed - before < count / 2; idle++) {
                LockSupport.parkNanos(RECLAIM_PAUSE_NANOS);
                if (freedHere.get() != freed) {
                    freed = freedHere.get();
                    idle = 0;
                }
            }
        }
        return freedHere.get() - before > count / 8;
    }

    /**
     * Adds slabs unless another process just did. The word `growing` is a lock with takeover, held for milliseconds: an owner
     * that keeps it longer is stopped, and may go on at any time with what it was doing. Pauses are counted and not timed, since
     * this process may be stopped as well, and both go on at the same time.
     */
    private void grow(int seen) {
        int last = 0;
        for (int pauses = 0; !beginGrowth(); pauses++) {
            int owner = table.getIntAcquire(GROWING_OFFSET);
            if (owner != last || owner == self) { // another one, or another thread: they take turns
                last = owner;
                pauses = 0;
            } else if (pauses >= growPauses) {
                throw new IllegalStateException("no room for another shared object: process " + processes.pidOf(owner)
                        + " has been making room for more than " + pauses
                        + " ms, so it is stopped; have it go on, or end it");
            }
            LockSupport.parkNanos(pauses < SHORT_PAUSES ? SHORT_PAUSE_NANOS : PAUSE_NANOS);
        }
        try {
            int count = table.getIntAcquire(SLABS_OFFSET);
            if (count == seen) {
                addSlabs(count, Math.max(1, count / 2));
                cursor.set(Math.max(1, count * CELLS_PER_SLAB));
            }
        } finally {
            table.putIntRelease(GROWING_OFFSET, 0);
        }
    }

    private boolean beginGrowth() {
        int owner = table.getIntAcquire(GROWING_OFFSET);
        return (owner == 0 || owner != self && processes.isDead(owner))
                && table.compareAndSetInt(GROWING_OFFSET, owner, self);
    }

    /** Adds as many slabs as there is space for; those that a full file system still had room for are not wasted. */
    private void addSlabs(int count, int more) {
        int slabs = count;
        try {
            for (; slabs < count + more; slabs++) {
                Segment.createUnmapped(slabFile(slabs), SLAB_BYTES);
            }
        } catch (IOException e) {
            if (slabs == count) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
        table.putIntRelease(SLABS_OFFSET, slabs);
    }

    /**
     * The place of a cell, whether or not it still exists.
     *
     * @param address from {@link Cell#address()}
     * @return the cell, to be asked with {@link #isCurrent}
     */
    public Cell at(long address) {
        return cellAt((int) (address >>> 32), (int) address);
    }

    /**
     * Finds a cell by its address.
     *
     * @param address from {@link Cell#address()}
     * @return the cell, or null if it was freed since
     */
    public @Nullable Cell find(long address) {
        int index = (int) (address >>> 32);
        Cell cell = cellAt(index, (int) address);
        return isCurrent(cell) ? cell : null;
    }

    /**
     * Whether the cell still exists; false for ever once it is freed, also when its memory serves another.
     *
     * @param cell from {@link #allocate} or {@link #find}
     * @return whether it is the same live cell
     */
    public boolean isCurrent(Cell cell) {
        return cell.region().getLongAcquire(cell.base() + STATUS_OFFSET) == status(0, (int) cell.address(), LIVE);
    }

    /** Records that a process holds the cell. */
    void setHolder(Cell cell, int token) {
        int slot = ProcessTable.slotOf(token);
        cell.region().getAndOrLong(cell.base() + HOLDERS_OFFSET + slot / 64 * 8L, 1L << slot);
    }

    /** Records that a process no longer holds the cell. {@link #dropped} must follow. */
    void clearHolder(Cell cell, int token) {
        int slot = ProcessTable.slotOf(token);
        cell.region().getAndAndLong(cell.base() + HOLDERS_OFFSET + slot / 64 * 8L, ~(1L << slot));
    }

    /** Frees a cell that a holder has let go of, if it was the last one. */
    void dropped(Cell cell) {
        sweep.dropped(cell);
    }

    private static boolean hasHolder(Cell cell) {
        for (int i = 0; i < HOLDERS_WORDS; i++) {
            if (cell.region().getLongVolatile(cell.base() + HOLDERS_OFFSET + i * 8L) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Notes that the address of a cell, held by this process, goes into a message, before that is published. */
    void sending(Cell cell, Cell carrier) {
        if (carrier.region().getInt(carrier.base() + CARRIES_OFFSET) == 0) {
            carrier.region().putIntVolatile(carrier.base() + CARRIES_OFFSET, 1);
        }
        cell.region().getAndAddInt(cell.base() + MOVES_OFFSET, 1);
    }

    /** Notes that this process takes the cell out of a message, before the message leaves its ring. */
    void receiving(Cell cell) {
        setHolder(cell, self);
        cell.region().getAndAddInt(cell.base() + MOVES_OFFSET, 1);
    }

    /**
     * Whether a live process can still reach the cell. Asks the operating system for each holder, so it is meant for
     * the slow path of a wait.
     *
     * @param cell the cell
     * @return false if it was freed, or if all its holders are dead and no unread message has its address
     */
    public boolean isReachable(Cell cell) {
        while (isCurrent(cell)) {
            int moves = cell.region().getIntVolatile(cell.base() + MOVES_OFFSET);
            if (hasLiveHolder(cell)) {
                return true;
            }
            if (moves == 0) {
                return false;
            }
            if (isInFlight(cell)) {
                return true;
            }
            if (!hasLiveHolder(cell) && moves == cell.region().getIntVolatile(cell.base() + MOVES_OFFSET)) {
                return false;
            }
        }
        return false;
    }

    private boolean hasLiveHolder(Cell cell) {
        for (int i = 0; i < HOLDERS_WORDS; i++) {
            long bits = cell.region().getLongVolatile(cell.base() + HOLDERS_OFFSET + i * 8L);
            for (; bits != 0; bits &= bits - 1) {
                int token = processes.tokenIn(i * 64 + Long.numberOfTrailingZeros(bits));
                if (token == self || token != 0 && !processes.isDead(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the cell still exists and no process holds it. */
    boolean isDropped(Cell cell) {
        return isCurrent(cell) && !hasHolder(cell);
    }

    /** How often the address of the cell was sent or received. */
    int moves(Cell cell) {
        return cell.region().getIntVolatile(cell.base() + MOVES_OFFSET);
    }

    /**
     * Frees a cell that no path leads to.
     *
     * @return whether messages went through it, which may have kept other cells alive
     */
    boolean free(Cell cell) {
        long live = status(0, (int) cell.address(), LIVE);
        long freeing = status(self, (int) cell.address(), FREEING);
        return cell.region().compareAndSetLong(cell.base() + STATUS_OFFSET, live, freeing) && finishFreeing(cell);
    }

    private boolean finishFreeing(Cell cell) {
        int first = cell.region().getInt(cell.base() + FIRST_FILE_OFFSET);
        int last = cell.region().getInt(cell.base() + LAST_FILE_OFFSET);
        try {
            for (int i = first - 1; first != 0 && i <= last + 1; i++) {
                Segment.delete(cell.file(folder, i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete a file of the session " + folder, e);
        }
        boolean carried = cell.region().getInt(cell.base() + CARRIES_OFFSET) != 0;
        cell.region().putLongRelease(cell.base() + STATUS_OFFSET, status(0, (int) cell.address(), FREE));
        freedHere.incrementAndGet();
        return carried;
    }

    private boolean isInFlight(Cell cell) {
        WantedAddresses wanted = new WantedAddresses(new long[] {cell.address()});
        findInFlight(wanted);
        return wanted.areAllFound();
    }

    /** Searches all unread messages for addresses. */
    void findInFlight(WantedAddresses wanted) {
        forEachCell(carrier -> {
            if (carrier.region().getInt(carrier.base() + CARRIES_OFFSET) != 0 && !wanted.areAllFound()) {
                inFlight().find(carrier, folder, wanted);
            }
        });
    }

    private synchronized InFlight inFlight() {
        if (inFlight == null) {
            inFlight = ServiceLoader.load(InFlight.class, InFlight.class.getClassLoader())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no provider of " + InFlight.class.getName()));
        }
        return inFlight;
    }

    /** Adds all cells that no process holds. */
    void addDropped(Collection<Cell> into) {
        forEachCell(cell -> {
            if (!hasHolder(cell)) {
                into.add(cell);
            }
        });
    }

    private void forEachCell(Consumer<Cell> action) {
        int count = table.getIntAcquire(SLABS_OFFSET) * CELLS_PER_SLAB;
        for (int index = 1; index < count; index++) {
            Region region = slab(index / CELLS_PER_SLAB);
            long base = index % CELLS_PER_SLAB * CELL_BYTES;
            long status = region.getLongAcquire(base + STATUS_OFFSET);
            if (stateOf(status) == LIVE) {
                action.accept(new Cell(address(index, generationOf(status)), region, base));
            }
        }
    }

    /**
     * Takes back everything that a dead process held, and completes what it was doing. May be done twice. Cells that may
     * be named in unread messages are left to {@link #sweep()}: no thread waits for them, and to look takes time.
     */
    void releaseAll(int token) {
        int count = table.getIntAcquire(SLABS_OFFSET) * CELLS_PER_SLAB;
        int slot = ProcessTable.slotOf(token);
        long holders = HOLDERS_OFFSET + slot / 64 * 8L;
        for (int index = 1; index < count; index++) {
            Region region = slab(index / CELLS_PER_SLAB);
            long base = index % CELLS_PER_SLAB * CELL_BYTES;
            long status = region.getLongAcquire(base + STATUS_OFFSET);
            if (status << 56 == 0) {
                continue;
            }
            Cell cell = new Cell(address(index, generationOf(status)), region, base);
            boolean owned = ownerOf(status) == token;
            if (stateOf(status) == INIT && owned) {
                region.compareAndSetLong(base + STATUS_OFFSET, status, status(0, generationOf(status), FREE));
            } else if (stateOf(status) == FREEING && owned) {
                long mine = status(self, generationOf(status), FREEING);
                if (region.compareAndSetLong(base + STATUS_OFFSET, status, mine) && finishFreeing(cell)) {
                    sweep.carrierFreed();
                }
            } else if (stateOf(status) == LIVE) {
                if ((region.getLongVolatile(base + holders) & 1L << slot) != 0) {
                    clearHolder(cell, token);
                }
                sweep.droppedByTheDead(cell);
            }
        }
    }

    /** Frees what {@link #releaseAll} has left. */
    void sweep() {
        sweep.run();
    }

    /**
     * How many cells are in use, for tests and for tools that look at a live session.
     *
     * @return the number of live cells
     */
    public int countLive() {
        int[] live = new int[1];
        forEachCell(cell -> live[0]++);
        return live[0];
    }
}
