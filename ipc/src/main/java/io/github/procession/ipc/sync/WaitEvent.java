package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.Cell;
import java.util.function.LongConsumer;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;

/**
 * The event that the JDK's flight recorder gets for a wait of more than some 130 ms for an object in shared memory. It
 * is written by the thread that has waited. A wait during which the process ends is not written.
 */
@Name("io.github.procession.Wait")
@Label("Wait")
@Category("Procession")
@Description("A wait for an object in shared memory that has lasted for some 130 ms")
final class WaitEvent extends Event {
    @Label("Since")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    long since;

    @Label("Waited")
    @Timespan(Timespan.MILLISECONDS)
    long waited;

    @Label("Type of Object")
    @Description("1 lock, 2 queue, 3 connection, 16 semaphore, 17 bounded semaphore, 18 event, 19 reentrant lock, 20"
            + " condition, 21 barrier")
    int type;

    @Label("Number of Object")
    int number;

    @Label("Offset")
    @Description("Offset of the word that is waited for, in the cell or the file of the object")
    int offset;

    @Label("Words")
    @Description("How many words are waited for; the object has the first")
    int words;

    /** An event of a wait that goes on, which takes the time of its end, in milliseconds since 1970. */
    static LongConsumer of(Cell cell, int offset, int words, long since) {
        WaitEvent event = new WaitEvent();
        event.since = since;
        event.type = cell.type();
        event.number = cell.number();
        event.offset = offset;
        event.words = words;
        return event::endedAt;
    }

    private void endedAt(long millis) {
        waited = Math.max(0, millis - since);
        commit();
    }
}
