package io.github.procession.benchmarks.jmh;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import io.github.procession.ipc.memory.Session;
import java.io.IOException;

/** A file of the session folder for one benchmark; it goes with the folder when the JVM ends. */
final class SharedMemory {
    private SharedMemory() {}

    static Region create(String name, long size) throws IOException {
        return Segment.create(Session.current().directory().resolve(name), size).region();
    }
}
