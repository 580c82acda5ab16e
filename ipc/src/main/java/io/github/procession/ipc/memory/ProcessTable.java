package io.github.procession.ipc.memory;

import static io.github.procession.ipc.memory.ProcessTableLayout.ENDING_OFFSET;
import static io.github.procession.ipc.memory.ProcessTableLayout.IDENTITY_OFFSET;
import static io.github.procession.ipc.memory.ProcessTableLayout.MAGIC;
import static io.github.procession.ipc.memory.ProcessTableLayout.MAGIC_OFFSET;
import static io.github.procession.ipc.memory.ProcessTableLayout.SLOTS;
import static io.github.procession.ipc.memory.ProcessTableLayout.STATUS_OFFSET;
import static io.github.procession.ipc.memory.ProcessTableLayout.VERSION;
import static io.github.procession.ipc.memory.ProcessTableLayout.VERSION_OFFSET;
import static io.github.procession.ipc.memory.ProcessTableLayout.slot;

import java.io.IOException;

/**
 * The table of the live processes of one tree: which process a token in a lock word stands for, and whether it still runs.
 *
 * <p>A <b>token</b> names one process for the life of the session: its slot in the lower 10 bits, the slot's generation
 * in the 20 bits above. It is never zero, and two bits stay free for the flags of a mutex word.
 */
// Longer than most: the states of a slot and each step between them, which are proved together.
public final class ProcessTable {
    /*
     * States of a slot, packed with the generation and the creator into one 64-bit status word, so that every
     * transition is one store:
     *
     *   FREE --reserve--> RESERVED --bind--> LIVE --beginReaping--> REAPING --finishReaping--> FREE
     *                                        LIVE --bindSelf--> WRAPPED --beginReaping--> ...
     *
     * reserve    one compare-and-set raises the generation and names the creator: a crash before it leaves nothing, a
     *            crash after it leaves a slot that is dead because its creator is.
     * bind       the identity first, then the status; a crash in between leaves RESERVED, see above. Creator and child
     *            may both bind: they store the same identity, each by a compare-and-set from what it saw before it saw
     *            RESERVED. So a binder that was stopped for long cannot overwrite the identity of a later process.
     * bindSelf   by a process that the launched one, a wrapper, has launched: the identity first, then the status. After the
     *            first store alone the slot is that process's already.
     * reaping    the creator field names the reaper. Releasing what the dead process held can be done twice, one after
     *            the other, so another process may take over from a dead reaper. The first reaper is the creator, which
     *            has then read how the process ended, and another process only if the creator is dead.
     *
     * The identity is one word, so that it cannot be torn: the lower 32 bits of the start time and the pid.
     *
     * The word "ending" has the token of its writer, so that it says nothing of a later process in this slot.
     */
    private static final int FREE = 0;
    private static final int RESERVED = 1;
    private static final int LIVE = 2;
    private static final int REAPING = 3;
    private static final int WRAPPED = 4;

    private static final int SLOT_BITS = 10;
    private static final int GENERATION_BITS = 20;
    private static final int GENERATION_MASK = (1 << GENERATION_BITS) - 1;

    /** The bits of a word that hold a token. */
    public static final int TOKEN_MASK = (1 << SLOT_BITS + GENERATION_BITS) - 1;

    /** Live processes that a tree can have at one time. */
    public static final int CAPACITY = SLOTS;

    /** Bit of the word "ending": not only daemons are ended. */
    private static final int ALL = TOKEN_MASK + 1;

    private final Region region;
    private int cursor;

    private ProcessTable(Region region) {
        this.region = region;
    }

    static ProcessTable format(Region region) {
        region.putInt(VERSION_OFFSET, VERSION);
        region.putIntRelease(MAGIC_OFFSET, MAGIC);
        return new ProcessTable(region);
    }

    static ProcessTable attach(Region region) throws IOException {
        if (region.getIntAcquire(MAGIC_OFFSET) != MAGIC || region.getInt(VERSION_OFFSET) != VERSION) {
            throw new IOException("the session was made by another version of this library: layout "
                    + region.getInt(VERSION_OFFSET) + ", expected " + VERSION);
        }
        return new ProcessTable(region);
    }

    /**
     * The slot of a process, which no other live process has.
     *
     * @param token the process
     * @return from 0 to {@link #CAPACITY} - 1
     */
    public static int slotOf(int token) {
        return token & (1 << SLOT_BITS) - 1;
    }

    private static int generationOf(int token) {
        return token >>> SLOT_BITS & GENERATION_MASK;
    }

    private static int token(int slot, int generation) {
        return generation << SLOT_BITS | slot;
    }

    private static long status(int creator, int generation, int state) {
        return (long) creator << 32 | (long) generation << 8 | state;
    }

    private static int stateOf(long status) {
        return (int) status & 0xff;
    }

    private static int generationIn(long status) {
        return (int) (status >>> 8) & GENERATION_MASK;
    }

    private static int creatorIn(long status) {
        return (int) (status >>> 32);
    }

    /** Takes a free slot for a process that {@code creator} is about to start; 0 if the table is full. */
    int reserve(int creator) {
        for (int i = 0; i < SLOTS; i++) {
            int slot = Math.floorMod(cursor + i, SLOTS);
            long word = slot(slot) + STATUS_OFFSET;
            long status = region.getLongAcquire(word);
            if (stateOf(status) == FREE) {
                int generation = generationIn(status) + 1 & GENERATION_MASK;
                if (generation == 0) {
                    generation = 1; // a token is never zero
                }
                int owner = creator == 0 ? token(slot, generation) : creator;
                if (region.compareAndSetLong(word, status, status(owner, generation, RESERVED))) {
                    cursor = slot + 1;
                    return token(slot, generation);
                }
            }
        }
        return 0;
    }

    /**
     * Records which process of the operating system has the token.
     *
     * @return whether the process has the token now; false if it was reaped before, because its creator died, or if it
     *     has ended already: then it stays reserved until its creator reaps it
     */
    boolean bind(int token, long pid) {
        long base = slot(slotOf(token));
        long identity = identity(pid, Liveness.startTime(pid));
        while (true) {
            long before = region.getLongAcquire(base + IDENTITY_OFFSET);
            long status = region.getLongAcquire(base + STATUS_OFFSET);
            if (generationIn(status) != generationOf(token)) {
                return false;
            }
            if (stateOf(status) == LIVE) {
                return region.getLongAcquire(base + IDENTITY_OFFSET) == identity; // bound by the other side
            }
            if (stateOf(status) != RESERVED || identity == 0) {
                return false;
            }
            if (region.compareAndSetLong(base + IDENTITY_OFFSET, before, identity)) {
                region.compareAndSetLong(
                        base + STATUS_OFFSET, status, status(creatorIn(status), generationOf(token), LIVE));
            }
        }
    }

    /**
     * Records that the calling process has the token, which its parent gave it. The parent may have bound the token to a process
     * that it launched and that launched this one.
     *
     * @return as {@link #bind}
     */
    boolean bindSelf(int token, long pid) {
        if (bind(token, pid)) {
            return true;
        }
        long base = slot(slotOf(token));
        long identity = identity(pid, Liveness.startTime(pid));
        long before = region.getLongAcquire(base + IDENTITY_OFFSET);
        long status = region.getLongAcquire(base + STATUS_OFFSET);
        if (generationIn(status) != generationOf(token) || stateOf(status) != LIVE || identity == 0) {
            return false;
        }
        // the second store changes the word that a process which found the launched one dead must still find as it was:
        // so either this process is bound or the token is reaped
        return region.compareAndSetLong(base + IDENTITY_OFFSET, before, identity)
                && region.compareAndSetLong(
                        base + STATUS_OFFSET, status, status(creatorIn(status), generationOf(token), WRAPPED));
    }

    /** Pid and start time in one word, 0 of a process that has ended or cannot be told. */
    private static long identity(long pid, long startTime) {
        return startTime == 0 || startTime == Liveness.UNKNOWN ? 0 : startTime << 32 | pid;
    }

    private static long pidIn(long identity) {
        return identity & 0xffff_ffffL;
    }

    private static boolean isAlive(long identity) {
        long startTime = Liveness.startTime(pidIn(identity));
        return startTime == Liveness.UNKNOWN || identity(pidIn(identity), startTime) == identity;
    }

    /**
     * The pid of a process, also after its end until another process has its slot.
     *
     * @param token the process
     * @return its pid, or -1 when it is no longer in the table or not bound yet
     */
    public long pidOf(int token) {
        long base = slot(slotOf(token));
        long identity = region.getLongAcquire(base + IDENTITY_OFFSET);
        long status = region.getLongAcquire(base + STATUS_OFFSET);
        return generationIn(status) == generationOf(token) && stateOf(status) != RESERVED ? pidIn(identity) : -1;
    }

    /** Whether a process in another slot has a pid, which the system may have given again. */
    boolean isPidOfAnother(long pid, int token) {
        for (int slot = 0; slot < SLOTS; slot++) {
            int other = tokenIn(slot);
            if (other != 0 && other != token && pidOf(other) == pid) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a process can never run again. Asks the operating system: some 20 microseconds.
     *
     * @param token the process
     * @return true if it has ended or was never started
     */
    public boolean isDead(int token) {
        return isDead(token, region.getLongAcquire(slot(slotOf(token)) + STATUS_OFFSET));
    }

    private boolean isDead(int token, long status) {
        if (generationIn(status) != generationOf(token)) {
            return true;
        }
        long base = slot(slotOf(token));
        return switch (stateOf(status)) {
            case RESERVED -> creatorIn(status) != token && isDead(creatorIn(status));
            case LIVE, WRAPPED -> {
                boolean alive = isAlive(region.getLongAcquire(base + IDENTITY_OFFSET));
                // the slot may have been reused while we looked: then the token is dead all the same
                yield !alive || region.getLongAcquire(base + STATUS_OFFSET) != status;
            }
            default -> true;
        };
    }

    /** The process table in memory that was found to be one. */
    static ProcessTable view(Region region) {
        return new ProcessTable(region);
    }

    /** The process that started a process, or that reaps it. */
    int creatorOf(int token) {
        return creatorIn(region.getLongAcquire(slot(slotOf(token)) + STATUS_OFFSET));
    }

    /** Records that a process is about to end its children: all of them, or its daemons. */
    void beginToEndChildren(int token, boolean all) {
        region.putIntVolatile(slot(slotOf(token)) + ENDING_OFFSET, all ? token | ALL : token);
    }

    /** Whether the process that started a process ends it, or has begun to. */
    boolean isEndedByCreator(int token, boolean daemon) {
        int creator = creatorOf(token);
        int ending = region.getIntVolatile(slot(slotOf(creator)) + ENDING_OFFSET);
        return (ending & TOKEN_MASK) == creator && (daemon || (ending & ALL) != 0);
    }

    /** The token of the process in a slot, 0 when the slot is free. */
    int tokenIn(int slot) {
        long status = region.getLongAcquire(slot(slot) + STATUS_OFFSET);
        return stateOf(status) == FREE ? 0 : token(slot, generationIn(status));
    }

    /**
     * Whether a dead process is anyone's to reap: its creator has died, or the process that began to reap it, or that is the
     * caller, which had no memory to go on.
     */
    boolean isLeftToReap(int token, int reaper) {
        long status = region.getLongAcquire(slot(slotOf(token)) + STATUS_OFFSET);
        int creator = creatorIn(status);
        return isDead(token, status) && (stateOf(status) == REAPING && creator == reaper || isDead(creator));
    }

    /**
     * Claims the right to release what a dead process held; the caller lets no other thread of its process do so.
     *
     * @param ended whether the caller knows that the process has ended, or was never launched
     * @return false if it is alive, or if another living process does so or has done so
     */
    boolean beginReaping(int token, int reaper, boolean ended) {
        long word = slot(slotOf(token)) + STATUS_OFFSET;
        long status = region.getLongAcquire(word);
        if (generationIn(status) != generationOf(token) || stateOf(status) == FREE) {
            return false;
        }
        if (stateOf(status) == REAPING && creatorIn(status) != reaper && !isDead(creatorIn(status))) {
            return false;
        }
        // what was found dead is what is claimed: an orphan that just binds its slot changes the word
        return (ended || isDead(token, status))
                && region.compareAndSetLong(word, status, status(reaper, generationOf(token), REAPING));
    }

    /** Frees the slot of a dead process of which nothing is left. */
    void finishReaping(int token, int reaper) {
        long word = slot(slotOf(token)) + STATUS_OFFSET;
        region.compareAndSetLong(
                word, status(reaper, generationOf(token), REAPING), status(0, generationOf(token), FREE));
    }
}
