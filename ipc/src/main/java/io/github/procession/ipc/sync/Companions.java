package io.github.procession.ipc.sync;

import static io.github.procession.ipc.sync.CompanionsLayout.ADDRESSES_OFFSET;
import static io.github.procession.ipc.sync.CompanionsLayout.COUNT_OFFSET;
import static io.github.procession.ipc.sync.CompanionsLayout.MAGIC;
import static io.github.procession.ipc.sync.CompanionsLayout.MAGIC_OFFSET;
import static io.github.procession.ipc.sync.CompanionsLayout.VERSION;
import static io.github.procession.ipc.sync.CompanionsLayout.VERSION_OFFSET;

import io.github.procession.ipc.memory.Region;

/** The beginning of a file that names the companions of its cell. */
final class Companions {
    private Companions() {}

    /** The last step of making the file. */
    static void publish(Region file, long... addresses) {
        for (int i = 0; i < addresses.length; i++) {
            file.putLong(ADDRESSES_OFFSET + i * 8L, addresses[i]);
        }
        file.putInt(COUNT_OFFSET, addresses.length);
        file.putInt(VERSION_OFFSET, VERSION);
        file.putIntRelease(MAGIC_OFFSET, MAGIC);
    }

    /** Whether the file was made by this version of the library, to the end. */
    static boolean areIn(Region file) {
        return file.getIntAcquire(MAGIC_OFFSET) == MAGIC && file.getInt(VERSION_OFFSET) == VERSION;
    }

    static long[] of(Region file) {
        long[] addresses = new long[file.getInt(COUNT_OFFSET)];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = file.getLong(ADDRESSES_OFFSET + i * 8L);
        }
        return addresses;
    }
}
