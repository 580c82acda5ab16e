package io.github.procession.cluster;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.multiprocessing.Queue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import redis.clients.jedis.Protocol.Command;

/**
 * The locks, queues and values that children of one pool use. Each child that uses some has a session of its own at the
 * server, which this process keeps, and ends with the child. A child can only use what programs made without a name.
 */
final class MachineObjects {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);

    /** Functions whose first argument is the name of an object. */
    private static final Set<String> OF_AN_OBJECT = Set.of(
            "lock",
            "unlock",
            "cond_wait",
            "notify",
            "acquire",
            "release",
            "event_set",
            "event_wait",
            "arrive",
            "barrier_abort",
            "barrier_reset",
            "put",
            "get",
            "ack",
            "back",
            "join",
            "add",
            "count_set",
            "array_set",
            "array_replace",
            "array_add",
            "array_plus",
            "alive",
            "keys_put",
            "keys_all",
            "keys_take",
            "keys_back",
            "list_put",
            "list_set",
            "list_all",
            "list_take",
            "list_back",
            "contents_clear",
            "draw",
            "undraw");

    private static final Set<String> OF_A_LONG_ITEM = Set.of("item_piece", "item_drop");
    private static final Set<String> OF_A_TICKET = Set.of("cancel", "cond_timeout");
    private static final Set<String> COMMANDS = Set.of(
            "LLEN", "LINDEX", "LRANGE", "EXISTS", "HMGET", "HEXISTS", "HGET", "HGETALL", "HLEN", "GET", "GETRANGE");
    private static final String DRAWN = "@";

    private final Session worker;
    private final Payloads payloads;
    private final String pool;
    private final String label; // what people call it
    private final ChildRequests lines;

    MachineObjects(Session worker, Payloads payloads, String pool, String label) {
        this.worker = worker;
        this.payloads = payloads;
        this.pool = pool;
        this.label = label;
        lines = new ChildRequests("wish for a line of pool " + label, this::begin);
    }

    void start() {
        lines.start("procession-objects-" + pool);
    }

    /** Where children say that they want a line. */
    Queue<Object[]> lines() {
        return lines.queue();
    }

    void end() {
        lines.end();
    }

    private void begin(Object[] line) {
        @SuppressWarnings("unchecked")
        Relay relay = new Relay((Long) line[0], (Queue<Object[]>) line[1], (Queue<Object[]>) line[2]);
        Thread.ofPlatform().daemon().name("procession-objects").start(relay::serve);
    }

    /** One child's line. */
    private final class Relay {
        private final long pid;
        private final Queue<Object[]> questions;
        private final Queue<Object[]> answers;
        private Session session;

        Relay(long pid, Queue<Object[]> questions, Queue<Object[]> answers) {
            this.pid = pid;
            this.questions = questions;
            this.answers = answers;
        }

        void serve() {
            try {
                Optional<ProcessHandle> child = ProcessHandle.of(pid);
                if (child.isEmpty()) {
                    return;
                }
                session = worker.another("child " + pid + " of pool " + pool);
                try {
                    session.atEnd(reason -> tell(ChildLine.broken(reason.getMessage())));
                    session.onStrayGrant((ticket, grant) -> tell(ChildLine.grant(ticket, grant)));
                    child.get().onExit().thenRun(this::childEnded);
                    tell(new Object[] {session.namespace(), session.id()});
                    for (Object[] question; (question = questions.get()).length > 0; ) {
                        serve(question);
                    }
                } catch (RuntimeException | Error e) {
                    fail(e); // before the end of the session is the reason
                } finally {
                    session.close();
                }
            } catch (InterruptedException _) {
                // nobody interrupts it
            } catch (RuntimeException | Error e) {
                fail(e);
            } finally {
                questions.close();
                answers.close();
            }
        }

        /** Reports to the child that it can wait for nothing any more. */
        private void fail(Throwable reason) {
            LOG.warn(
                    "the child {} of pool {} does not reach the server: {}",
                    pid,
                    label,
                    reason.getMessage(),
                    Failures.trace(reason));
            tell(ChildLine.broken(
                    "the worker of this process does not reach the server for it: " + reason.getMessage()));
        }

        /** After all that the child said. */
        private void childEnded() {
            try {
                questions.put(new Object[0]);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (IllegalStateException _) {
                // it ended by itself
            }
        }

        private void tell(Object[] answer) {
            try {
                answers.put(answer);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (IllegalStateException _) {
                // the line has ended
            }
        }

        private void serve(Object[] question) {
            long number = (Long) question[0];
            try {
                byte[][] arguments = Arrays.copyOfRange(question, 2, question.length, byte[][].class);
                Object reply = reply((String) question[1], arguments);
                if (number != ChildLine.NO_REPLY) {
                    tell(ChildLine.answer(number, reply));
                }
            } catch (RuntimeException | OutOfMemoryError e) { // for one long item: others may have room
                if (number != ChildLine.NO_REPLY) { // else nobody waits
                    tell(ChildLine.failure(number, e));
                }
            }
        }

        private Object reply(String what, byte[][] arguments) {
            switch (what) {
                case ChildLine.SEAL -> {
                    return payloads.seal(arguments[0], checkedObject(arguments[1]));
                }
                case ChildLine.OPEN -> {
                    return payloads.open(arguments[0], checkedObject(arguments[1]));
                }
                case ChildLine.FIELD -> {
                    return payloads.field(arguments[0], checkedObject(arguments[1]));
                }
                case ChildLine.ACKNOWLEDGE -> {
                    session.acknowledgeLater(checked(arguments[0], DRAWN), text(arguments[1]));
                    return null;
                }
                default -> {
                    return call(what, arguments);
                }
            }
        }

        private Object call(String what, byte[][] arguments) {
            if (OF_AN_OBJECT.contains(what)) {
                checked(arguments[0], DRAWN);
            } else if (what.equals("delete")) {
                checked(arguments[0], "e:" + DRAWN);
            } else if (what.startsWith(ChildLine.COMMAND)) {
                String command = what.substring(ChildLine.COMMAND.length());
                String prefix = text(session.prefix());
                String key = checked(arguments[0], prefix);
                if (!COMMANDS.contains(command) || !key.startsWith(":" + DRAWN, key.indexOf(':', prefix.length()))) {
                    throw refused(command + " " + key);
                }
                return session.readAny(Command.valueOf(command), (Object[]) arguments);
            } else if (!OF_A_TICKET.contains(what) && !OF_A_LONG_ITEM.contains(what)) {
                throw refused(what);
            }
            return session.call(what, (Object[]) arguments);
        }

        /** What is sealed is of a queue, or of an object of a manager. */
        private String checkedObject(byte[] argument) {
            String begin = text(argument).startsWith(ClusterContents.WHAT) ? ClusterContents.WHAT : ClusterQueue.WHAT;
            return checked(argument, begin + DRAWN);
        }

        private String checked(byte[] argument, String begin) {
            String text = text(argument);
            if (!text.startsWith(begin)) {
                throw refused(text);
            }
            return text;
        }

        private EngineException refused(String what) {
            return new EngineException("a task may use what its program made without a name, and not " + what);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
