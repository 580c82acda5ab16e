package io.github.procession.cluster;

import io.github.procession.ipc.system.ServiceLoop;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Protocol.Keyword;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The thread that reads a session's inbox and keeps the session alive: over a connection of its own it waits for
 * grants, and it gives a sign of life each third of the lease. What was read last is known here and not at the server,
 * so a broken connection loses no grant.
 *
 * <p>Ids are times of the server's clock. After a failover the server may lack the last ones that were read, and give smaller ids to
 * what comes then. So each new connection looks which of the ids that were read are there, and goes on after the last of them.
 */
final class Inbox {
    private static final long LONGEST_BLOCK_MILLIS = 1_000;
    private static final int AT_ONCE = 1_000;
    private static final int READ_BEFORE_TRIM = 64;
    private static final String NONE = "0-0";
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Session session;
    private volatile boolean stopped;
    private volatile Connection connection;
    private String last = NONE;
    private final Set<String> read = new LinkedHashSet<>(); // ids that the server may still have
    private boolean delivering; // something that is not read again
    private volatile String readUpTo = "-"; // for the server, which drops those before
    private volatile int untrimmed;

    Inbox(Session session) {
        this.session = session;
    }

    void start() {
        Thread.ofPlatform().daemon().name("procession-inbox-" + session.id()).start(this::run);
    }

    void stop() {
        stopped = true;
        Calls.close(connection);
    }

    /** For the next call: up to where all is read, if that is worth it. */
    String seenForCall() {
        if (untrimmed < READ_BEFORE_TRIM) {
            return "-";
        }
        untrimmed = 0;
        return readUpTo;
    }

    private void run() {
        long third = session.lease().toNanos() / 3;
        long nextBeat = System.nanoTime() + third;
        long pause = PAUSE_NANOS;
        while (!stopped) {
            try {
                if (connection == null) {
                    connection = session.server().connect();
                    nextBeat = System.nanoTime(); // who comes back says so first
                    if (stopped) {
                        break;
                    }
                    findPlace();
                }
                long left = nextBeat - System.nanoTime();
                if (left <= 0) {
                    nextBeat = System.nanoTime() + third;
                    beat();
                } else {
                    read(Math.clamp(TimeUnit.NANOSECONDS.toMillis(left) + 1, 1, LONGEST_BLOCK_MILLIS));
                }
                pause = PAUSE_NANOS;
            } catch (JedisException e) {
                Calls.close(connection);
                connection = null;
                if (stopped) {
                    break;
                }
                if (Failures.isMissingFunction(e)) {
                    session.lose(Failures.DATA_LOST, e);
                    break;
                }
                session.loseIfOver(e);
                LockSupport.parkNanos(this, pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            } catch (OutOfMemoryError e) {
                if (delivering || session.isOver()) {
                    loseUnlessStopped(e);
                    break;
                }
                Calls.close(connection); // what has not been delivered is read once more
                connection = null;
                ServiceLoop.pause();
            } catch (RuntimeException | Error e) { // those who wait must learn of it
                loseUnlessStopped(e);
                break;
            }
        }
        Calls.close(connection);
    }

    private void loseUnlessStopped(Throwable reason) {
        if (!stopped) {
            lose(reason);
        }
    }

    private void lose(Throwable reason) {
        while (true) {
            try {
                session.lose("its inbox cannot be read: " + reason, reason);
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    private void beat() {
        Connection to = connection;
        long when = System.nanoTime();
        long known;
        try {
            known = beat(to);
        } catch (JedisException e) {
            if (!Failures.isMissingFunction(e) || !session.reloads(to)) {
                throw e;
            }
            known = beat(to);
        }
        if (known != 0) {
            session.contact(when);
            read.clear();
            if (!last.equals(NONE)) {
                read.add(last); // which the server keeps
            }
        } else if (!stopped) {
            session.lose("it was taken for dead", null);
        }
    }

    private long beat(Connection to) {
        to.sendCommand(Command.FCALL, Request.bytes(Protocol.BEAT, 1, session.prefix(), session.id(), readUpTo));
        return (Long) to.getOne();
    }

    private void findPlace() {
        if (read.isEmpty()) {
            return;
        }
        Connection from = connection;
        from.sendCommand(new CommandArguments(Command.XRANGE)
                .add(session.key("in:" + session.id()))
                .add("-")
                .add("+"));
        last = NONE;
        for (Object entry : (List<?>) from.getOne()) {
            String id = Request.text(((List<?>) entry).getFirst());
            if (read.contains(id)) {
                last = id;
            }
        }
        readUpTo = last.equals(NONE) ? "-" : last;
    }

    private void read(long blockMillis) {
        Connection from = connection;
        from.sendCommand(new CommandArguments(Command.XREAD)
                .add(Keyword.COUNT)
                .add(AT_ONCE)
                .add(Keyword.BLOCK)
                .add(blockMillis)
                .add(Keyword.STREAMS)
                .add(session.key("in:" + session.id()))
                .add(last));
        if (!(from.getOne() instanceof List<?> streams) || streams.isEmpty()) {
            return;
        }
        List<?> entries = (List<?>) ((List<?>) streams.getFirst()).get(1);
        for (Object each : entries) {
            List<?> entry = (List<?>) each;
            List<?> fields = (List<?>) entry.get(1);
            Map<String, byte[]> grant = new HashMap<>();
            for (int i = 0; i < fields.size(); i += 2) {
                grant.put(Request.text(fields.get(i)), (byte[]) fields.get(i + 1));
            }
            String id = Request.text(entry.get(0));
            noteAsRead(id);
            delivering = true;
            last = id;
            if (grant.containsKey("t")) {
                session.deliver(Long.parseLong(Request.text(grant.get("t"))), grant);
            } else {
                session.deliver(grant);
            }
            delivering = false;
        }
        readUpTo = last;
        untrimmed += entries.size();
    }

    /** Before it is delivered, so that nothing is delivered twice. */
    private void noteAsRead(String id) {
        try {
            read.add(id);
        } catch (OutOfMemoryError e) { // it may have been noted nevertheless
            read.remove(id);
            throw e;
        }
    }
}
