package io.github.procession.cluster;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call that is answered at once or waits for a grant. */
final class Wait {
    /** The call; gets the ticket that it queues if it must wait. */
    interface Call {
        Object with(Ticket ticket);
    }

    private final Session session;
    private final long begin = System.nanoTime();
    private final long nanos;
    private Object reply;

    Wait(Session session, long nanos) {
        this.session = session;
        this.nanos = nanos;
    }

    /** What the server is told: whether to queue the ticket. */
    String flag() {
        return nanos > 0 ? "1" : "0";
    }

    /** What the call replied. */
    Object reply() {
        return reply;
    }

    /**
     * Calls, and waits if the reply is the number 0.
     *
     * @param giveBack undoes a grant that comes although the thread was interrupted, or the call failed; it gets an empty map if the
     *     reply was the grant, and no replicas confirmed it. Null if a grant stands, and an interrupt is kept for the next wait
     * @return the grant; null if there was another reply, or the time was over
     */
    @Nullable
    Map<String, byte[]> run(Call call, @Nullable Consumer<Map<String, byte[]>> giveBack) throws InterruptedException {
        ClusterObject.throwIfInterrupted();
        Ticket ticket = session.ticket();
        try {
            reply = call.with(ticket);
        } catch (UnconfirmedException e) {
            reply = e.reply();
            if (!waits()) {
                session.drop(ticket);
                giveBack(giveBack, e);
            } else {
                session.giveUp(ticket, giveBack);
            }
            throw e;
        } catch (RuntimeException | Error e) { // the server may have done it, and let the ticket wait
            if (nanos > 0) {
                session.giveUp(ticket, giveBack);
            } else {
                session.drop(ticket);
            }
            throw e;
        }
        if (!waits()) {
            session.drop(ticket);
            return null;
        }
        return session.await(ticket, Math.max(0, nanos - (System.nanoTime() - begin)), giveBack);
    }

    private boolean waits() {
        return nanos > 0 && reply instanceof Long number && number == 0;
    }

    /** Undoes what the reply granted to a caller who gets an exception in its place. */
    private void giveBack(@Nullable Consumer<Map<String, byte[]>> giveBack, UnconfirmedException reason) {
        if (giveBack == null || reply instanceof Long number && number <= 0) {
            return;
        }
        try {
            giveBack.accept(Map.of());
        } catch (UnconfirmedException _) {
            // it is done, as the grant was
        } catch (EngineException e) { // it goes with the session
            reason.addSuppressed(e);
        }
    }
}
