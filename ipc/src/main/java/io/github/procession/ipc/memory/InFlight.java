package io.github.procession.ipc.memory;

import java.nio.file.Path;

/** Looks whether an address waits in the unread messages of a carrier: a provider that the ring package supplies. */
public interface InFlight {
    /**
     * Searches the unread messages of one carrier.
     *
     * @param carrier the cell of a queue or of a connection's end
     * @param folder the session folder
     * @param address the address looked for
     * @return true if an unread message holds the address, or if that could not be told because messages kept moving
     */
    boolean contains(Cell carrier, Path folder, long address);
}
