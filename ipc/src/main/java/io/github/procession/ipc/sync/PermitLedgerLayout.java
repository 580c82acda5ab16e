package io.github.procession.ipc.sync;

/**
 * Offsets of a {@link PermitLedger}: words of its cell, and its file.
 *
 * <pre>
 *   cell  0  mutex (int) | bound (int)
 *         8  permit word (int), see {@link PermitWord}: what the ledger says is free
 *        12  recount (int): not 0 if a permit was given back that the permit word does not say
 *   file  0  magic (int) | version (int)
 *        64  entry of slot 0 of the process table (long): bit 63 uncounted | token | permits that this process has
 *        72  entry of slot 1 ...
 * </pre>
 */
final class PermitLedgerLayout {
    static final int MAGIC = 0x50_45_52_4D;
    static final int VERSION = 2;

    static final long MUTEX_OFFSET = 0;
    static final long BOUND_OFFSET = 4;
    static final long FREE_OFFSET = 8;
    static final long RECOUNT_OFFSET = 12;

    static final int FILE = 1;
    static final long MAGIC_OFFSET = 0;
    static final long VERSION_OFFSET = 4;
    static final long ENTRIES_OFFSET = 64;

    private PermitLedgerLayout() {}

    static long fileBytes(int slots) {
        return ENTRIES_OFFSET + slots * 8L;
    }

    static long entry(int slot) {
        return ENTRIES_OFFSET + slot * 8L;
    }
}
