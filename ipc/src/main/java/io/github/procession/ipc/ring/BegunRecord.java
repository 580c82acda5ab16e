package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.RecordFormat.ABORT;
import static io.github.procession.ipc.ring.RecordFormat.FIRST;
import static io.github.procession.ipc.ring.RecordFormat.LAST;
import static io.github.procession.ipc.ring.RecordFormat.flags;
import static io.github.procession.ipc.ring.RecordFormat.isWhole;
import static io.github.procession.ipc.ring.RecordFormat.size;

import java.util.Collection;
import java.util.function.Supplier;

/**
 * A record that is read over several calls of {@link RingChannel#readArrived}, as its parts arrive. One thread at a time
 * uses it.
 *
 * @param <S> the kind of sink
 */
public final class BegunRecord<S extends Sink> {
    private FragmentAssembler record;
    private S sink;

    /** Position at which its next part must lie; another reader has taken that if the ring's head is elsewhere. */
    private long next;

    /** None is begun. */
    public BegunRecord() {}

    /** Reads one fragment; returns where the next one lies. */
    long read(ByteRing ring, long head, long fragment, Supplier<S> sinks, Collection<? super S> into) {
        if (record != null && (next != head || (flags(fragment) & (FIRST | ABORT)) != 0)) {
            discard(); // its writer has died or was interrupted, and what lies here belongs to no record or another one
        }
        long after = head + size(fragment);
        if (record != null) {
            record.readLater(ring, head);
        } else if ((flags(fragment) & FIRST) == 0) {
            return after; // the rest of a record whose reader or writer died
        } else {
            sink = sinks.get();
            if (isWhole(fragment)) {
                FragmentAssembler.readWhole(ring, head, fragment, sink);
            } else {
                record = new FragmentAssembler(ring, head, sink);
                record.readFirst(ring, head, fragment);
            }
        }
        if ((flags(fragment) & LAST) != 0) {
            into.add(sink);
            record = null;
            sink = null;
        }
        next = after;
        return after;
    }

    /** Drops what has arrived of a record that will not be completed. */
    public void discard() {
        if (record != null) {
            record = null;
            sink.discard();
            sink = null;
        }
    }
}
