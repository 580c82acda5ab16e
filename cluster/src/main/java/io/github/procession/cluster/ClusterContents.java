package io.github.procession.cluster;

import io.github.procession.internal.RemoteContents;
import io.github.procession.ipc.sync.Uninterruptibly;
import java.util.List;
import redis.clients.jedis.Protocol.Command;

/**
 * What an object of a manager holds at the server, sealed. A thread that computes with it here holds the lock of the same
 * name. The server refuses changes of others meanwhile; they wait for the lock, and are done once they have it.
 */
abstract sealed class ClusterContents implements RemoteContents permits ClusterTable, ClusterSequence {
    /** Prefix of what it is sealed for. */
    static final String WHAT = "contents ";

    /** Entries or elements of one call, which the server does in one step. */
    private static final int MOST_AT_ONCE = 100_000;

    private static final long SHUT = -1;

    final Session session;
    final Payloads payloads;
    final String name;
    final String what;

    ClusterContents(Session session, Payloads payloads, String name) {
        this.session = session;
        this.payloads = payloads;
        this.name = name;
        what = WHAT + name;
    }

    private static String thread() {
        return Long.toString(Thread.currentThread().threadId());
    }

    @Override
    public void lock() {
        String thread = thread();
        Uninterruptibly.call(() -> {
            Wait wait = new Wait(session, Long.MAX_VALUE);
            wait.run(
                    ticket -> session.call("lock", name, ticket, wait.flag(), thread, 1),
                    _ -> session.call("unlock", name, thread));
            return null;
        });
    }

    @Override
    public void unlock() {
        session.call("unlock", name, thread());
    }

    /** Calls a function with the name, this thread and these arguments, perhaps after another thread. */
    final Object change(String function, Object... arguments) {
        Object[] all = new Object[arguments.length + 2];
        all[0] = name;
        all[1] = thread();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        Object reply = session.call(function, all);
        if (!(reply instanceof Long number) || number != SHUT) {
            return reply;
        }
        lock();
        try {
            return session.call(function, all);
        } finally {
            unlock();
        }
    }

    /** Reads something. Nothing there may mean that the object has ended. */
    final Object read(Command command, String key, Object... rest) {
        Object reply = session.read(command, key, rest);
        if (reply == null
                || reply instanceof Long number && number == 0
                || reply instanceof List<?> list && list.isEmpty()) {
            session.call("alive", name);
        }
        return reply;
    }

    static void checkCount(int count) {
        if (count > MOST_AT_ONCE) {
            throw new UnsupportedOperationException("an object of a manager of a cluster takes at most " + MOST_AT_ONCE
                    + " elements in one step, and not " + count + ": put them one by one or in parts");
        }
    }

    final Object decode(byte[] sealed) {
        return payloads.decode(sealed, what);
    }

    @Override
    public final void clear() {
        change("contents_clear");
    }
}
