package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.memory.Region;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Waiting on a 32-bit word of shared memory until it changes, and waking the threads that wait.
 *
 * <p>On Linux threads sleep in the kernel (futex), but for the first waits of a process. Those, virtual threads, other systems, and virtual
 * machines without native access use the portable wait: yield, then park for 50 microseconds growing to 1 millisecond, looking at the word each
 * time. The system property {@code procession.wait=portable} chooses it everywhere.
 *
 * <p>A wait comes back after a <b>slice</b> at the latest, so that the caller can look whether it was interrupted, whether
 * its time is over, or whether the process that should wake it is dead.
 */
public final class Parker {
    private static final int DEFAULT_SLICE_MILLIS = 100;

    /** The longest slice of a wait, in milliseconds. */
    public static final int SLICE_MILLIS = Integer.getInteger("procession.sliceMillis", DEFAULT_SLICE_MILLIS);

    private static final long MAX_SLICE_NANOS = SLICE_MILLIS * 1_000_000L;

    /** Slices longer than usual are set by tests that look for lost wake-ups: then the first is long as well. */
    private static final long FIRST_SLICE_NANOS =
            SLICE_MILLIS > DEFAULT_SLICE_MILLIS ? MAX_SLICE_NANOS : Math.min(2_000_000, MAX_SLICE_NANOS);

    /** So many slices are short, some 130 ms: as long as a young JVM may take to link its futex. */
    private static final int SHORT_SLICES = 64;

    private static final int YIELDS = 16;
    private static final long FIRST_PARK_NANOS = 50_000;
    private static final long MAX_PARK_NANOS = 1_000_000;

    /** Processor time of one pause, about. */
    private static final long PARK_COST_NANOS = 10_000;

    /** One sleeping thread. Two threads that sleep on the same word have one of these each. */
    private static final class Parked {
        private final Region region;
        private final long offset;

        Parked(Region region, long offset) {
            this.region = region;
            this.offset = offset;
        }
    }

    /** Threads of this process that sleep in the kernel, for {@link #nudge()}. */
    private static final Set<Parked> PARKED = ConcurrentHashMap.newKeySet();

    /** Calls of {@link #nudge()}: threads that wait in the portable way look at it. */
    private static final AtomicInteger NUDGES = new AtomicInteger();

    private static volatile boolean ending;

    private Parker() {}

    /**
     * Prepares waits in the kernel, and comes back when they are ready or are known to be impossible.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public static void prepareNow() throws InterruptedException {
        Futex.startLinking();
        while (!Futex.isReady() && Futex.mayBeThere()) {
            Thread.sleep(1);
        }
    }

    /** Has threads leave the kernel now, when this process ends and needs no shutdown hook for anything else. */
    public static void leaveEarly() {
        ExitSequence.runAlone(Futex.EXIT_STAGE);
    }

    /** At the end of the process: a thread in a system call would make the virtual machine wait 300 ms for it. */
    static void leaveKernel() {
        ending = true;
        nudge();
    }

    /**
     * How long the next slice should be: short at first, since a waker that has not linked its futex yet cannot wake, and
     * doubling afterwards.
     *
     * @param slice how many slices this wait has already had
     * @return nanoseconds
     */
    public static long sliceNanos(int slice) {
        int doubled = Math.clamp(slice - SHORT_SLICES, 0, 16);
        return Math.min(MAX_SLICE_NANOS, FIRST_SLICE_NANOS << doubled);
    }

    /**
     * Waits while the word has the expected value, for one slice at most. May return early for no reason.
     *
     * @param region shared memory
     * @param offset of the word
     * @param expected the value to wait for a change of
     * @param nanos the longest time to wait; nothing happens when it is not positive
     * @throws InterruptedException if the thread is interrupted before or while waiting (in the kernel: at the end of
     *     the slice)
     */
    public static void await(Region region, long offset, int expected, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (nanos <= 0) {
            return;
        }
        long slice = Math.min(nanos, MAX_SLICE_NANOS);
        if (ending || Thread.currentThread().isVirtual()) {
            awaitPortably(region, offset, expected, slice);
        } else if (!Futex.isReady()) {
            Futex.lost(awaitPortably(region, offset, expected, slice));
        } else {
            Parked parked = new Parked(region, offset);
            PARKED.add(parked);
            try {
                Futex.await(region.addressOf(offset), expected, slice);
            } finally {
                PARKED.remove(parked);
            }
        }
        if (region.getIntVolatile(offset) != expected) {
            NotedWaits.over();
        } else if (isLong(slice)) {
            NotedWaits.waitedInVain(region, offset, 1, waited(slice));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Whether a wait has come to its longer slices: tools show these waits, and shorter ones pay nothing for it. */
    private static boolean isLong(long slice) {
        return slice > FIRST_SLICE_NANOS;
    }

    /** How long a wait has lasted at the end of one of its longer slices, the short ones and the doubled ones before included. */
    private static long waited(long slice) {
        return (SHORT_SLICES - 1) * FIRST_SLICE_NANOS + 2 * slice;
    }

    /**
     * Waits in the portable way, until the time is over, the thread is interrupted or all threads are to look again.
     *
     * @return what the pauses have cost, in nanoseconds: half of the last, as the change may have come at any time of it, and the processor
     *     time of all
     */
    static long awaitPortably(Region region, long offset, int expected, long nanos) {
        long deadline = System.nanoTime() + nanos;
        long pause = FIRST_PARK_NANOS;
        int nudges = NUDGES.get();
        long lost = 0;
        for (int i = 0; region.getIntVolatile(offset) == expected; i++) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted() || NUDGES.get() != nudges) {
                return lost;
            }
            if (i < YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(Math.min(pause, left));
                lost += PARK_COST_NANOS;
                pause = Math.min(pause + pause / 4, MAX_PARK_NANOS);
            }
        }
        return lost == 0 ? 0 : lost + pause / 2;
    }

    /**
     * Waits while all words have their expected values, for one slice at most. May return early for no reason.
     *
     * @param regions shared memory of each word
     * @param offsets of each word
     * @param expected the value of each word
     * @param nanos the longest time to wait
     * @throws InterruptedException if the thread is interrupted before or while waiting
     */
    public static void awaitAny(Region[] regions, long[] offsets, int[] expected, long nanos)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (nanos <= 0) {
            return;
        }
        int count = regions.length;
        if (count == 1) {
            await(regions[0], offsets[0], expected[0], nanos);
            return;
        }
        long slice = Math.min(nanos, MAX_SLICE_NANOS);
        if (count == 0
                || count > Futex.MAX_WORDS
                || ending
                || Thread.currentThread().isVirtual()) {
            awaitAnyPortably(regions, offsets, expected, slice);
        } else if (!Futex.isReady() || !awaitAnyInKernel(regions, offsets, expected, slice)) {
            Futex.lost(awaitAnyPortably(regions, offsets, expected, slice));
        }
        if (hasChanged(regions, offsets, expected)) {
            NotedWaits.over();
        } else if (count > 0 && isLong(slice)) {
            NotedWaits.waitedInVain(regions[0], offsets[0], count, waited(slice));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static boolean awaitAnyInKernel(Region[] regions, long[] offsets, int[] expected, long nanos) {
        long[] addresses = new long[regions.length];
        Parked[] parked = new Parked[regions.length];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = regions[i].addressOf(offsets[i]);
            parked[i] = new Parked(regions[i], offsets[i]);
            PARKED.add(parked[i]);
        }
        try {
            return Futex.awaitAny(addresses, expected, addresses.length, nanos);
        } finally {
            for (Parked each : parked) {
                PARKED.remove(each);
            }
        }
    }

    private static long awaitAnyPortably(Region[] regions, long[] offsets, int[] expected, long nanos) {
        long deadline = System.nanoTime() + nanos;
        long pause = FIRST_PARK_NANOS;
        int nudges = NUDGES.get();
        long lost = 0;
        while (true) {
            if (hasChanged(regions, offsets, expected)) {
                return lost == 0 ? 0 : lost + pause / 2;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted() || NUDGES.get() != nudges) {
                return lost;
            }
            LockSupport.parkNanos(Math.min(pause, left));
            lost += PARK_COST_NANOS;
            pause = Math.min(pause + pause / 4, MAX_PARK_NANOS);
        }
    }

    private static boolean hasChanged(Region[] regions, long[] offsets, int[] expected) {
        for (int i = 0; i < regions.length; i++) {
            if (regions[i].getIntVolatile(offsets[i]) != expected[i]) {
                return true;
            }
        }
        return false;
    }

    /**
     * Wakes threads of any process that wait on the word in the kernel; portable waiters see the change by themselves.
     *
     * @param region shared memory
     * @param offset of the word, which was changed before
     * @param count how many to wake at most
     */
    public static void wake(Region region, long offset, int count) {
        Futex.wake(region.addressOf(offset), count);
    }

    /** Whether {@link #wake} does anything; if not, all processes of the session wait in the portable way. */
    static boolean canWake() {
        return Futex.mayBeThere() && Futex.mayHaveSleepers();
    }

    /**
     * Lets every thread of this process that waits look again now, in the kernel at once and else within a millisecond, because
     * something happened that no word tells: another process ended.
     */
    public static void nudge() {
        NUDGES.incrementAndGet();
        for (Parked parked : PARKED) {
            wake(parked.region, parked.offset, Integer.MAX_VALUE);
        }
    }
}
