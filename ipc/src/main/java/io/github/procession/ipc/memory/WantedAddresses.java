package io.github.procession.ipc.memory;

import java.util.Arrays;

/** Addresses that are looked for in unread messages, and which of them have been found. */
public final class WantedAddresses {
    private final long[] sorted;
    private final boolean[] found;
    private int missing;
    private int[] seen = new int[8];
    private int seenCount;

    /** Addresses in ascending order, each once. */
    WantedAddresses(long[] sorted) {
        this.sorted = sorted;
        this.found = new boolean[sorted.length];
        this.missing = sorted.length;
    }

    /**
     * Notes an address in a record that may be taken away, or overwritten, while it is looked at: {@link #keepSeen} or
     * {@link #forgetSeen} must follow.
     *
     * @param address what stands in the record
     */
    public void see(long address) {
        int index = Arrays.binarySearch(sorted, address);
        if (index >= 0 && !found[index]) {
            if (seenCount == seen.length) {
                seen = Arrays.copyOf(seen, 2 * seenCount);
            }
            seen[seenCount++] = index;
        }
    }

    /** Counts as found what was seen: the record was still there afterwards. */
    public void keepSeen() {
        for (int i = 0; i < seenCount; i++) {
            missing -= found[seen[i]] ? 0 : 1;
            found[seen[i]] = true;
        }
        seenCount = 0;
    }

    /** Drops what was seen: the record was no longer there afterwards. */
    public void forgetSeen() {
        seenCount = 0;
    }

    /** Counts every address as found. */
    public void findAll() {
        Arrays.fill(found, true);
        missing = 0;
    }

    /**
     * Whether there is nothing left to look for.
     *
     * @return true when each address was found
     */
    public boolean areAllFound() {
        return missing == 0;
    }

    boolean isFound(long address) {
        return found[Arrays.binarySearch(sorted, address)];
    }
}
