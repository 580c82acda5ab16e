package io.github.procession.cluster;

import io.github.procession.ipc.memory.RemoteObjects;
import io.github.procession.ipc.sync.Uninterruptibly;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Queue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The line from a worker's child to the server: it leads through the worker, in two queues of this machine's memory. So
 * a child needs no connection, no password and no authkey. What goes there is an array: a number for the reply, what is
 * called, and arguments in bytes. What comes is a number and the reply, or a failure, or a grant for a ticket.
 */
final class ChildLine implements Line, Sealer {
    /** In the place of a function's name: what the worker does itself. */
    static final String SEAL = "!seal";

    static final String OPEN = "!open";
    static final String FIELD = "!field";
    static final String ACKNOWLEDGE = "!ack";

    /** Before the name of a command that is no function. */
    static final String COMMAND = ":";

    /** In the place of a number of a reply: a grant. */
    static final long GRANT = -1;

    /** In the place of a number of a reply: no reply comes any more. */
    private static final long BROKEN = -2;

    static final long NO_REPLY = 0;

    // Kinds of failures.
    private static final int OTHER = 0;
    private static final int LOST = 1;
    private static final int SHORTAGE = 2;
    private static final int UNCONFIRMED = 3;

    /** The worker, where children say that they want a line; null in a process that is none. */
    private static volatile Queue<Object[]> worker;

    private final Queue<Object[]> questions = new Queue<>();
    private final Queue<Object[]> answers = new Queue<>();
    private final AtomicLong last = new AtomicLong(NO_REPLY);
    private final Map<Long, CompletableFuture<Object>> open = new ConcurrentHashMap<>();
    private Session session;

    private ChildLine() {}

    /** Sets the way from this child to its worker; costs nothing before the first object is used. */
    static void begin(Queue<Object[]> lines) {
        RemoteObjects.prepare(() -> Multiprocessing.getContext("cluster"));
        worker = lines;
    }

    static boolean isChild() {
        return worker != null;
    }

    /** Opens the line of this child. */
    static @Nullable ChildLine open() {
        return open(ProcessHandle.current().pid());
    }

    /** Opens a line that ends with a process. */
    static ChildLine open(long pid) {
        ChildLine line = new ChildLine();
        Uninterruptibly.call(() -> {
            worker.put(new Object[] {pid, line.questions, line.answers});
            return null;
        });
        Object[] first = unlessClosed(line.answers::get);
        if (first[0] instanceof Long) {
            throw new EngineException((String) first[1]);
        }
        line.session = new Session((String) first[0], (String) first[1], line);
        Thread.ofPlatform().daemon().name("procession-cluster-answers").start(line::receive);
        return line;
    }

    Session session() {
        return session;
    }

    Payloads payloads() {
        return new Payloads(this);
    }

    private void receive() {
        try {
            while (true) {
                Object[] answer = answers.get();
                long number = (Long) answer[0];
                if (number == BROKEN) {
                    end((String) answer[1]);
                    return;
                }
                if (number == GRANT) {
                    Map<String, byte[]> grant = new HashMap<>();
                    for (int i = 2; i < answer.length; i += 2) {
                        grant.put((String) answer[i], (byte[]) answer[i + 1]);
                    }
                    session.deliver((Long) answer[1], grant);
                    continue;
                }
                CompletableFuture<Object> future = open.remove(number);
                if (answer.length == 2) {
                    future.complete(listed(answer[1]));
                } else {
                    future.completeExceptionally(failure((String) answer[1], (Integer) answer[2], answer[3]));
                }
            }
        } catch (InterruptedException _) {
            // nobody interrupts it
        } catch (RuntimeException | Error e) { // such as a lack of memory: those who wait must learn of it
            end("what comes from the worker cannot be read: " + e);
        }
    }

    /** Fails what waits and what comes. */
    private void end(String why) {
        SessionLostException lost = new SessionLostException(why, null);
        session.lost(lost);
        for (Long number : open.keySet()) {
            CompletableFuture<Object> future = open.remove(number);
            if (future != null) {
                future.completeExceptionally(lost);
            }
        }
    }

    private EngineException failure(String message, int kind, Object reply) {
        switch (kind) {
            case LOST -> {
                SessionLostException lost = new SessionLostException(message, null);
                session.lost(lost);
                return lost;
            }
            case SHORTAGE -> {
                return new ShortageException(message, null);
            }
            case UNCONFIRMED -> {
                return new UnconfirmedException(message, null, listed(reply));
            }
            default -> {
                return new EngineException(message);
            }
        }
    }

    private static Object listed(Object reply) {
        return reply instanceof Object[] list ? Arrays.asList(list) : reply;
    }

    private Object ask(String what, byte[]... arguments) {
        long number = last.incrementAndGet();
        CompletableFuture<Object> future = new CompletableFuture<>();
        open.put(number, future);
        EngineException lost = session.lost();
        if (lost != null) { // no reply comes, and whoever ended the session may not have seen this call
            open.remove(number);
            throw lost.again();
        }
        send(number, what, arguments);
        return Uninterruptibly.call(() -> {
            try {
                return future.get();
            } catch (ExecutionException e) {
                throw ((EngineException) e.getCause()).again();
            }
        });
    }

    private void send(long number, String what, byte[]... arguments) {
        Object[] question = new Object[2 + arguments.length];
        question[0] = number;
        question[1] = what;
        System.arraycopy(arguments, 0, question, 2, arguments.length);
        unlessClosed(() -> {
            questions.put(question);
            return null;
        });
    }

    /** A call of a queue of the line, which the other end may have closed where both are in one process. */
    private static <T> T unlessClosed(Uninterruptibly.Wait<T> call) {
        try {
            return Uninterruptibly.call(call);
        } catch (IllegalStateException e) {
            throw new EngineException("the worker has ended the line of this process", e);
        }
    }

    @Override
    public Object call(Request request) {
        try {
            return ask(request.what(), request.arguments());
        } catch (UnconfirmedException e) {
            if (request.stands()) {
                return e.reply();
            }
            throw e;
        }
    }

    @Override
    public boolean acknowledge(String queue, String item) {
        send(NO_REPLY, ACKNOWLEDGE, Request.bytes(queue), Request.bytes(item));
        return true;
    }

    @Override
    public void disconnect() {
        // the worker ends it with this process
    }

    @Override
    public byte[] seal(byte[] value, String object) {
        return (byte[]) ask(SEAL, value, Request.bytes(object));
    }

    @Override
    public byte[] open(byte[] sealed, String object) {
        return (byte[]) ask(OPEN, sealed, Request.bytes(object));
    }

    @Override
    public byte[] field(byte[] key, String object) {
        return (byte[]) ask(FIELD, key, Request.bytes(object));
    }

    /** A reply as it goes through a queue. */
    static Object[] answer(long number, Object reply) {
        return new Object[] {number, sendable(reply)};
    }

    private static Object sendable(Object reply) {
        return reply instanceof List<?> list ? list.toArray() : reply;
    }

    /** A failure as it goes through a queue. */
    static Object[] failure(long number, Throwable e) {
        return switch (e) {
            case SessionLostException _ -> new Object[] {number, e.getMessage(), LOST, null};
            case UnconfirmedException un -> new Object[] {number, e.getMessage(), UNCONFIRMED, sendable(un.reply())};
            case OutOfMemoryError _ ->
                new Object[] {number, "the worker of this process had no memory for it: " + e, SHORTAGE, null};
            case EngineException _ -> new Object[] {number, e.getMessage(), OTHER, null};
            default -> new Object[] {number, e.toString(), OTHER, null};
        };
    }

    static Object[] broken(String message) {
        return new Object[] {BROKEN, message};
    }

    static Object[] grant(long ticket, Map<String, byte[]> fields) {
        List<Object> grant = new ArrayList<>(List.of(GRANT, ticket));
        fields.forEach((name, value) -> {
            grant.add(name);
            grant.add(value);
        });
        return grant.toArray();
    }
}
