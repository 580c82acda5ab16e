package io.github.procession.cluster;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** One command on its way to the server, with its reply when that is there. */
final class Request {
    private final Command command;
    private final String function; // of a numbered call; null for another command
    private final boolean gives;
    private final byte[][] arguments;
    private final long size;
    private boolean stands;

    /** Number of a numbered call, 0 before it is given one. */
    private long number;

    private Object reply;
    private EngineException failure;
    private boolean answered;
    private volatile boolean released;
    private boolean leads;
    private Thread waiter;

    private Request(Command command, String function, boolean gives, byte[][] arguments) {
        this.command = command;
        this.function = function;
        this.gives = gives;
        this.arguments = arguments;
        long bytes = 0;
        for (byte[] argument : arguments) {
            bytes += argument.length;
        }
        size = bytes;
    }

    static Request command(Command command, Object... arguments) {
        return new Request(command, null, false, bytes(arguments));
    }

    /** A numbered call of a function of procession.lua. */
    static Request call(String function, boolean gives, Object... arguments) {
        return new Request(Command.FCALL, function, gives, bytes(arguments));
    }

    /** This, whose reply stands though too few replicas confirm it. */
    Request thatStands() {
        stands = true;
        return this;
    }

    static byte[][] bytes(Object... arguments) {
        byte[][] all = new byte[arguments.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = arguments[i] instanceof byte[] b ? b : bytes(arguments[i].toString());
        }
        return all;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static @Nullable String text(@Nullable Object reply) {
        return reply == null ? null : new String((byte[]) reply, StandardCharsets.UTF_8);
    }

    /** The function, or the command after a sign. */
    String what() {
        return function != null ? function : ChildLine.COMMAND + command.name();
    }

    byte[][] arguments() {
        return arguments;
    }

    boolean isNumbered() {
        return function != null;
    }

    long number() {
        return number;
    }

    void number(long next) {
        number = next;
    }

    long size() {
        return size;
    }

    /** What is sent. A call says who makes it, up to which number the caller has replies, and what it has read of its inbox. */
    CommandArguments toSend(byte[] prefix, String session, long acknowledged, String seen) {
        CommandArguments all = new CommandArguments(command);
        if (function != null) {
            all.add(gives ? Protocol.GIVE : Protocol.CALL).add(1).add(prefix);
            all.add(session + " " + number + " " + acknowledged + " " + seen + " " + function);
        }
        for (byte[] argument : arguments) {
            all.add(argument);
        }
        return all;
    }

    boolean isAnswered() {
        return answered;
    }

    void answer(Object value) {
        reply = value;
        answered = true;
    }

    /** Forgets a reply, so that the call is sent again with its number; a failure stays. */
    void askAgain() {
        answered = failure != null;
        reply = null;
    }

    void fail(EngineException e) {
        failure = e;
        answered = true;
    }

    /** Whether its reply stands though too few replicas confirm it. */
    boolean stands() {
        return stands;
    }

    /** Fails a change that the server made and too few replicas have, unless the server refused it anyway. */
    void unconfirmed(String why) {
        if (failure == null && isNumbered() && !stands) {
            failure = new UnconfirmedException(why, null, reply);
        }
    }

    /** Lets the caller have what was answered. */
    void release() {
        released = true;
        LockSupport.unpark(waiter);
    }

    boolean isReleased() {
        return released;
    }

    /** The reply, once it is released. */
    Object reply() {
        if (failure != null) {
            throw failure.again();
        }
        return reply;
    }

    // The following are used under the lock of the calls.

    boolean leads() {
        return leads;
    }

    void lead() {
        leads = true;
    }

    Thread waiter() {
        return waiter;
    }

    void waiter(Thread thread) {
        waiter = thread;
    }
}
