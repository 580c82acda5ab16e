package io.github.procession.cluster;

import io.github.procession.multiprocessing.EventProxy;
import java.time.Duration;
import java.util.Map;
import redis.clients.jedis.Protocol.Command;

/**
 * A flag of a {@link Cluster} that processes wait for. It stays as it is when processes die.
 *
 * <p><b>Memory consistency.</b> What a thread did before it set the flag happens-before what a thread does after it found it set.
 */
public final class ClusterEvent extends ClusterObject implements EventProxy {
    ClusterEvent(Session session, String name) {
        super(session, name);
    }

    @Override
    public boolean isSet() {
        return (Long) session.read(Command.EXISTS, "e:" + name) == 1;
    }

    @Override
    public void set() {
        session.call("event_set", name);
    }

    @Override
    public void clear() {
        session.call("delete", "e:" + name);
    }

    @Override
    public boolean await() throws InterruptedException {
        return await(null);
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        long nanos = nanos(true, timeout);
        if (nanos == 0) {
            throwIfInterrupted();
            return isSet();
        }
        Wait wait = new Wait(session, nanos);
        Map<String, byte[]> grant = wait.run(ticket -> session.call("event_wait", name, ticket), _ -> {});
        return grant != null || (Long) wait.reply() == 1;
    }
}
