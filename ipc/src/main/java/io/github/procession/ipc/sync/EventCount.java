package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.Region;
import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Waiting of threads of several processes for a condition that shared memory shows; it costs the thread that makes it true
 * only a read while no thread waits.
 *
 * <pre>
 *   waiter                               notifier
 *     ticket = prepare()                   make the condition true
 *     if (condition) done                  notifyAll()
 *     else await(ticket), again
 * </pre>
 *
 * <p>Two words: {@code +0 waiting} is set by each waiter before it looks at the condition for the last time, {@code +4
 * signal} is counted up by a notifier that sees {@code waiting} set. Both sides write before they read, with full
 * fences, so either the waiter sees the condition or the notifier sees the waiter. A process that dies between any two
 * steps leaves at worst {@code waiting} set, which costs the next notifier one system call, or sleepers who look again
 * at the end of their slice.
 */
public final class EventCount {
    /** Bytes of the two words. */
    public static final long BYTES = 8;

    private static final long SIGNAL = 4;

    private final Region region;
    private final long offset;

    /**
     * An event count at some place of shared memory; all zero is its first state.
     *
     * @param region shared memory
     * @param offset of the two words, aligned to 8
     */
    public EventCount(Region region, long offset) {
        this.region = region;
        this.offset = offset;
    }

    /**
     * An event count in memory of this process alone.
     *
     * @return a new one
     */
    public static EventCount local() {
        return new EventCount(new Region(Arena.ofAuto().allocate(BYTES, BYTES)), 0);
    }

    /**
     * Sleeps until a notification of any of several event counts, for one slice at most.
     *
     * @param events the event counts
     * @param nanos looks at the condition for the last time, when the waiter is announced: gives the longest time to
     *     sleep, or 0 if the condition holds
     * @return false if the condition held, so that no thread slept
     * @throws InterruptedException if the thread is interrupted
     */
    public static boolean awaitAny(List<EventCount> events, LongSupplier nanos) throws InterruptedException {
        int count = events.size();
        Region[] regions = new Region[count];
        long[] offsets = new long[count];
        int[] tickets = new int[count];
        for (int i = 0; i < count; i++) {
            EventCount event = events.get(i);
            regions[i] = event.region;
            offsets[i] = event.offset + SIGNAL;
            tickets[i] = event.prepare();
        }
        long most = nanos.getAsLong();
        if (most <= 0) {
            return false;
        }
        Parker.awaitAny(regions, offsets, tickets, most);
        return true;
    }

    /**
     * Announces a waiter, who must look at the condition after this call and before {@link #await}.
     *
     * @return the ticket for {@link #await}
     */
    public int prepare() {
        int ticket = region.getIntVolatile(offset + SIGNAL);
        region.putIntVolatile(offset, 1);
        VarHandle.fullFence(); // a volatile store alone does not order later plain and acquire reads
        return ticket;
    }

    /**
     * Sleeps until a notification after the ticket was taken, for one slice at most.
     *
     * @param ticket from {@link #prepare}
     * @param nanos the longest time to sleep
     * @throws InterruptedException if the thread is interrupted
     */
    public void await(int ticket, long nanos) throws InterruptedException {
        Parker.await(region, offset + SIGNAL, ticket, nanos);
    }

    /**
     * Whether there was a notification after the ticket was taken.
     *
     * @param ticket from {@link #prepare}
     * @return true if {@link #await} would come back at once
     */
    public boolean isSince(int ticket) {
        return region.getIntVolatile(offset + SIGNAL) != ticket;
    }

    /** Wakes all waiters, if there are any; the condition must have been made true by a store before this call. */
    public void notifyWaiters() {
        VarHandle.fullFence();
        notifyAfterFence();
    }

    /** As {@link #notifyWaiters()} when an atomic read-modify-write already followed the store of the condition. */
    public void notifyAfterFence() {
        if (region.getIntVolatile(offset) != 0) {
            region.putIntVolatile(offset, 0);
            region.getAndAddInt(offset + SIGNAL, 1);
            Parker.wake(region, offset + SIGNAL, Integer.MAX_VALUE);
        }
    }

    /**
     * The memory of the words.
     *
     * @return the region
     */
    public Region region() {
        return region;
    }
}
