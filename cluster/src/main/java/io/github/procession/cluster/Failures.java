package io.github.procession.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** Translation of errors of the server and of Jedis into exceptions that say what went wrong and how to mend it. */
final class Failures {
    /** The loss of a session whose server knows less than before; a call and the inbox may notice it first. */
    static final String DATA_LOST = "the server has lost what it had acknowledged, as after a restart without its data";

    static final String OBJECT_GONE =
            "the object is gone, as its manager or the program that made it has ended or has lost its session";

    private Failures() {}

    /** Whether the same may succeed later, of what {@link #of} has made. */
    static boolean isPassing(EngineException e) {
        return e.getCause() instanceof JedisException cause && isPassing(cause);
    }

    /** The trace to be logged beside the message: none for what the server or the way to it does, which is no fault of a program. */
    static @Nullable Throwable trace(Throwable e) {
        return e instanceof EngineException ? null : e;
    }

    /** Whether the same call may succeed later: the server starts, is busy, or is no longer the one that is written to. */
    static boolean isPassing(JedisException e) {
        String text = text(e);
        return e instanceof JedisConnectionException && !isForbidden(e)
                || text.startsWith("LOADING")
                || text.startsWith("BUSY ")
                || text.startsWith("READONLY")
                || text.startsWith("MASTERDOWN")
                || text.startsWith("CLUSTERDOWN")
                || text.startsWith("TRYAGAIN")
                || e instanceof JedisRedirectionException // the next connection leads to the right master
                || text.contains("max number of clients");
    }

    static boolean isForbidden(JedisException e) {
        String text = text(e);
        return e instanceof JedisAccessControlException
                || text.startsWith("NOPERM")
                || text.startsWith("NOAUTH")
                || text.startsWith("WRONGPASS")
                || text.contains("invalid password")
                || text.contains("invalid username-password");
    }

    static boolean isMissingFunction(JedisException e) {
        return text(e).contains("Function not found");
    }

    static EngineException of(Address address, JedisException e) {
        String text = text(e);
        if (isForbidden(e)) {
            return new EngineException(
                    address + " does not allow it: " + text
                            + "; give user and password in the URL, or give the user the rights that docs/cluster.md"
                            + " lists",
                    e);
        }
        if (text.endsWith("GONE")) {
            return new EngineException(OBJECT_GONE, e);
        }
        if (text.startsWith("OOM")) {
            return new EngineException(
                    address + " is full: take items out, delete what is not needed, or raise its maxmemory", e);
        }
        if (text.startsWith("MISCONF")) {
            return new EngineException(address + " cannot write to its disk and takes no changes: " + text, e);
        }
        if (text.startsWith("NOREPLICAS")) {
            return new EngineException(address + " takes no changes while its replicas are away: " + text, e);
        }
        if (e instanceof JedisConnectionException) {
            return unreachable(address, e);
        }
        return new EngineException(address + " refuses: " + text, e);
    }

    /** The refusal of this process where others have another version, by what the server said of them: protocol, number, some of them. */
    static EngineException otherVersion(Address address, List<?> said) {
        return new EngineException(address + " is in use by processes of another version of Procession, with protocol "
                + Request.text(said.get(0)) + ": " + others(said) + ". This one has version " + Protocol.version()
                + ": give all the same, or this one a namespace of its own; to end one that was forgotten, kill its"
                + " pid on its host; one that was killed is gone when its lease is over, which is 10 s unless set");
    }

    /** The processes of another version, by what the server said of them. */
    static String others(List<?> said) {
        long more = (Long) said.get(1);
        StringBuilder others = new StringBuilder();
        for (Object info : said.subList(2, said.size())) {
            others.append(others.isEmpty() ? "" : ", ").append(WorkerInfo.withVersion(Request.text(info)));
            more--;
        }
        return others + (more > 0 ? " and " + more + " others" : "");
    }

    static EngineException unreachable(Address address, JedisException e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return new EngineException(
                "no server answers at " + address + ": " + cause.getMessage()
                        + "; start one (apt-get install redis-server) or mend the address",
                e);
    }

    private static String text(JedisException e) {
        return e.getMessage() == null ? "" : e.getMessage();
    }
}
