package io.github.procession.ipc.memory;

import java.nio.file.Path;

/** Search for addresses in the unread messages of a carrier: a provider that the ring package supplies. */
public interface InFlight {
    /**
     * Searches the unread messages of one carrier.
     *
     * @param carrier the cell of a queue or of a connection's end
     * @param folder the session folder
     * @param wanted the addresses looked for; gets those that an unread message holds, and all of them if that could not
     *     be told because messages kept moving
     */
    void find(Cell carrier, Path folder, WantedAddresses wanted);
}
