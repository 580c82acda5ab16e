package io.github.procession.stress.kill;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import io.github.procession.ipc.memory.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Two counters that a lock guards and that are equal outside of it, and the word that ends the production. */
final class Counters {
    private static final long STOP = 0;
    private static final long FIRST = 64;
    private static final long SECOND = 128;
    private static final long BYTES = 192;

    private final Region region;

    private Counters(Region region) {
        this.region = region;
    }

    private static Path file() {
        return Session.current().directory().resolve("counters");
    }

    static Counters create() throws IOException {
        return new Counters(Segment.create(file(), BYTES).region());
    }

    static Counters open() throws IOException {
        return new Counters(Segment.open(file()).region());
    }

    static void delete() throws IOException {
        Files.delete(file());
    }

    void stop() {
        region.putIntVolatile(STOP, 1);
    }

    boolean isStopped() {
        return region.getIntVolatile(STOP) != 0;
    }

    long first() {
        return region.getLong(FIRST);
    }

    long second() {
        return region.getLong(SECOND);
    }

    void setFirst(long value) {
        region.putLong(FIRST, value);
    }

    void setSecond(long value) {
        region.putLong(SECOND, value);
    }
}
