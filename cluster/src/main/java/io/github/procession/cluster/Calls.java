package io.github.procession.cluster;

import io.github.procession.ipc.system.ArrayRing;
import io.github.procession.ipc.system.ServiceLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connection over which all calls of a session go to the server. The first thread that calls leads: it sends what
 * it and others have for the server in one write, reads the replies, and hands the lead to one of those who came
 * meanwhile. So a lone caller pays no switch of threads, and many share the system calls.
 *
 * <p>Calls that change something are numbered in the order in which they are sent. When the connection breaks, those without a
 * reply are sent again, in that order and with their numbers, through a new one; the server does each number once. A call that
 * the server refused before it began, as when it is full, leaves its number unused.
 *
 * <p>A lack of memory counts as a break of the connection: what the server has done it says once more. A reply for which there is
 * none for two seconds fails its call, and those that were sent with it.
 */
// Longer than most: how callers of one connection pass the lead on, in one place with what breaks and shortages leave.
final class Calls implements Line {
    private static final int BATCH_CALLS = 64;
    private static final long BATCH_BYTES = 4 << 20;
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long SHORTAGE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long a change waits for replicas; shorter in tests. */
    static volatile long replicasMillis = 2_000;

    private final Session session;
    private final int replicas;
    private final ArrayRing<Request> waiting = new ArrayRing<>(); // guarded by this
    private boolean led; // guarded by this

    // The following belong to the leader.
    private long lastNumber;
    private long acknowledged;
    private boolean confirmed; // by replicas
    private volatile Connection connection;

    Calls(Session session, int replicas) {
        ServiceLoop.lookUp();
        this.session = session;
        this.replicas = replicas;
    }

    /** Has the server do it and returns the reply; an interrupt is kept for later. */
    @Override
    public Object call(Request request) {
        boolean leads;
        synchronized (this) {
            request.waiter(Thread.currentThread());
            waiting.add(request);
            leads = !led;
            led = true;
        }
        boolean interrupted = Thread.interrupted(); // it would end reads of a virtual thread
        while (!leads && !request.isReleased()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
            synchronized (this) {
                leads = request.leads();
            }
        }
        if (leads) {
            interrupted |= lead(request);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return request.reply();
    }

    private boolean lead(Request own) {
        boolean interrupted = false;
        try {
            while (!own.isAnswered()) {
                List<Request> batch = drawWithMemory();
                try {
                    interrupted |= exchange(batch);
                } catch (Throwable e) { // nobody may wait for ever
                    failRest(batch, e);
                }
                for (int i = 0; i < batch.size(); i++) { // an iterator takes memory
                    batch.get(i).release();
                }
            }
        } finally {
            synchronized (this) {
                Request next = waiting.peek();
                led = next != null;
                if (led) {
                    next.lead();
                    LockSupport.unpark(next.waiter());
                }
            }
        }
        return interrupted;
    }

    /** Waits for memory if there is none: a leader that gave up would be told to lead again, and nobody else would. */
    private List<Request> drawWithMemory() {
        while (true) {
            try {
                return draw();
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    private List<Request> draw() {
        List<Request> batch = new ArrayList<>(BATCH_CALLS + 1); // what is taken out below must find a place
        long bytes = 0;
        Request acknowledgements = session.drawAcknowledgements();
        if (acknowledgements != null) {
            batch.add(acknowledgements);
        }
        synchronized (this) {
            for (Request next; (next = waiting.peek()) != null; ) {
                bytes += next.size();
                if (!batch.isEmpty() && (batch.size() == BATCH_CALLS || bytes > BATCH_BYTES)) {
                    break;
                }
                batch.add(next);
                waiting.poll();
            }
        }
        return batch;
    }

    /** Waits for memory if there is none: others wait for their replies. */
    private void failRest(List<Request> batch, Throwable reason) {
        while (true) {
            try {
                disconnect();
                failRest(batch, new EngineException("the call failed: " + reason, reason));
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    private static void failRest(List<Request> batch, EngineException e) {
        for (Request request : batch) {
            if (!request.isAnswered()) {
                request.fail(e);
            }
        }
    }

    /** Sends and receives until all are answered; returns whether the thread was interrupted meanwhile. */
    private boolean exchange(List<Request> batch) {
        boolean interrupted = false;
        long pause = FIRST_PAUSE_NANOS;
        long begin = System.nanoTime();
        confirmed = replicas == 0 || batch.stream().noneMatch(Request::isNumbered);
        while (true) {
            EngineException lost = session.lost();
            if (lost != null) {
                disconnect();
                failRest(batch, lost);
                return interrupted;
            }
            JedisException problem = null;
            try {
                problem = tryExchange(connected(), batch);
                if (problem == null && confirmed && batch.stream().allMatch(Request::isAnswered)) {
                    return interrupted;
                }
            } catch (JedisException e) {
                disconnect();
                if (!confirmed) {
                    batch.forEach(Request::askAgain); // the next server may not have done what this one has answered
                }
                if (!Failures.isPassing(e)) {
                    failRest(batch, Failures.of(session.server().address(), e));
                    return interrupted;
                }
                problem = e;
            } catch (OutOfMemoryError e) {
                disconnect();
                if (System.nanoTime() - begin > SHORTAGE_NANOS) {
                    throw e;
                }
                if (!confirmed) {
                    batch.forEach(Request::askAgain);
                }
                ServiceLoop.pause();
            }
            if (problem != null) {
                session.loseIfOver(problem);
                LockSupport.parkNanos(this, pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            }
            interrupted |= Thread.interrupted();
        }
    }

    /** The connection, perhaps a new one. It ends with the session, which may end at any time. */
    private Connection connected() {
        Connection now = connection;
        if (now == null) {
            now = session.server().connect();
            connection = now;
            if (session.lost() != null) { // whoever ended it may not have seen this one
                disconnect();
            }
        }
        return now;
    }

    /** Returns what the server could not do just now, if there is something; null also if something is to be sent once more. */
    private JedisException tryExchange(Connection to, List<Request> batch) {
        List<Request> open = new ArrayList<>(batch.size() + 1);
        for (Request request : batch) {
            if (!request.isAnswered()) {
                open.add(request);
            }
        }
        if (open.isEmpty()) {
            // what is not confirmed was sent through a connection that broke; a new one needs a write of its own
            open.add(Request.call("ack", true));
        }
        for (Request request : open) {
            if (request.isNumbered() && request.number() == 0) {
                request.number(++lastNumber);
            }
            to.sendCommand(request.toSend(session.prefix(), session.id(), answeredUpTo(batch), session.seen()));
        }
        if (!confirmed) {
            to.sendCommand(new CommandArguments(Command.WAIT).add(replicas).add(replicasMillis));
        }
        JedisException passing = null;
        long answered = acknowledged;
        for (Request request : open) {
            try {
                Object reply = to.getOne();
                if (request.isNumbered()) {
                    answered = Math.max(answered, request.number());
                }
                request.answer(reply);
            } catch (JedisDataException e) {
                if (Failures.isPassing(e)
                        || Failures.isMissingFunction(e) && session.server().isCluster()) {
                    passing = e; // with its number, since an earlier connection may have had it done
                } else {
                    refused(request, e);
                }
            }
        }
        if (!confirmed) {
            long have = (Long) to.getOne();
            if (have < replicas) {
                String why = session.server().address() + " did what was called, but of " + replicas + " replicas only "
                        + have + " confirmed it in time: see whether they run";
                batch.forEach(request -> request.unconfirmed(why));
            }
            confirmed = true;
        }
        acknowledged = answered;
        if (passing != null && !(Failures.isMissingFunction(passing) && session.reloads(to))) {
            disconnect(); // the next one may lead to another server
        }
        return passing;
    }

    /** Number up to which all calls have their replies. */
    private long answeredUpTo(List<Request> batch) {
        long upTo = acknowledged;
        for (Request request : batch) {
            if (!request.isAnswered() && request.number() != 0) {
                upTo = Math.min(upTo, request.number() - 1);
            }
        }
        return upTo;
    }

    private void refused(Request request, JedisDataException e) {
        String text = String.valueOf(e.getMessage());
        if (text.endsWith("REFUSED")) {
            request.number(0); // it was not done when it was sent first, and is sent once more
        } else if (text.endsWith("DEAD") || text.endsWith("GAP") || Failures.isMissingFunction(e)) {
            session.lose(text.endsWith("DEAD") ? "it was taken for dead" : Failures.DATA_LOST, e);
            request.fail(session.lost());
        } else {
            request.fail(Failures.of(session.server().address(), e));
        }
    }

    /** Ends the connection; a call makes another one. By any thread. */
    @Override
    public void disconnect() {
        Connection old = connection;
        connection = null;
        close(old);
    }

    /** Ends a connection, also while another thread reads or writes. */
    static void close(Connection connection) {
        if (connection != null) {
            try {
                connection.setBroken();
                connection.forceDisconnect();
            } catch (java.io.IOException | JedisConnectionException _) {
                // it is not used any more
            }
        }
    }
}
