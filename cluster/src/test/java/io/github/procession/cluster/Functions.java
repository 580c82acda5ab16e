package io.github.procession.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** The functions of procession.lua, called by themselves: no client, no threads. Texts in place of bytes, one character each. */
final class Functions implements AutoCloseable {
    /** The error of a call, in place of a reply. */
    record Refusal(String text) {}

    private static final Set<String> TAKES = Set.of(
            "lock",
            "cond_wait",
            "acquire",
            "event_wait",
            "arrive",
            "item_piece",
            "put",
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
            "list_put",
            "list_set",
            "list_all",
            "value_set",
            "map_put",
            "map_put_all",
            "map_replace",
            "map_add",
            "pool_open",
            "task_put",
            "task_piece",
            "class_get",
            "class_put",
            "say");

    private final Connection connection;
    private final String prefix;
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, String> seen = new HashMap<>();

    Functions(TestServer server, String namespace, String source) {
        connection = server.connect();
        command(Command.FLUSHALL);
        command(Command.FUNCTION, "FLUSH");
        command(Command.FUNCTION, "LOAD", source);
        prefix = "procession:{" + namespace + "#0}:";
    }

    Object command(Command command, Object... arguments) {
        connection.sendCommand(command, Request.bytes(arguments));
        try {
            return text(connection.getOne());
        } catch (JedisDataException e) {
            return new Refusal(e.getMessage());
        }
    }

    private static Object text(Object reply) {
        if (reply instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return reply instanceof List<?> list
                ? new ArrayList<>(list.stream().map(Functions::text).toList())
                : reply;
    }

    void open(String session, long leaseMillis) {
        numbers.put(session, 0L);
        seen.put(session, "-");
        command(Command.FCALL, Protocol.OPEN, 1, prefix, session, leaseMillis, "test", Protocol.NUMBER);
    }

    Object beat(String session) {
        return command(Command.FCALL, Protocol.BEAT, 1, prefix, session, "-");
    }

    Object bye(String session) {
        return command(Command.FCALL, Protocol.BYE, 1, prefix, session);
    }

    /** A numbered call with the next number. */
    Object call(String session, String function, Object... arguments) {
        long number = numbers.merge(session, 1L, Long::sum);
        return call(session, number, acknowledgedBefore(number), function, arguments);
    }

    /** The last call once more, as after a broken connection. */
    Object again(String session, String function, Object... arguments) {
        long number = numbers.get(session);
        return call(session, number, acknowledgedBefore(number), function, arguments);
    }

    /** Calls with even numbers are sent together with the one before. */
    private static long acknowledgedBefore(long number) {
        return number - 2 + number % 2;
    }

    /** A call whose caller has a reply of which the server knows nothing. */
    Object afterLoss(String session, String function, Object... arguments) {
        long number = numbers.get(session);
        return call(session, number + 2, number + 1, function, arguments);
    }

    /** A call with this number, whose caller has the replies up to another one. */
    Object call(String session, long number, long acknowledged, String function, Object... arguments) {
        Object[] all = new Object[arguments.length + 4];
        all[0] = TAKES.contains(function) ? Protocol.CALL : Protocol.GIVE;
        all[1] = 1;
        all[2] = prefix;
        all[3] = session + " " + number + " " + acknowledged + " - " + function;
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return command(Command.FCALL, all);
    }

    /** What came into inboxes since they were read last, each as {ticket, key=value, ...}. */
    Map<String, List<List<String>>> inboxes(Set<String> sessions) {
        for (String session : sessions) {
            connection.sendCommand(
                    Command.XRANGE, Request.bytes(prefix + "in:" + session, seen.getOrDefault(session, "-"), "+"));
        }
        Map<String, List<List<String>>> all = new HashMap<>();
        for (String session : sessions) {
            all.put(session, messages(session, (List<?>) text(connection.getOne())));
        }
        return all;
    }

    private List<List<String>> messages(String session, List<?> entries) {
        List<List<String>> messages = new ArrayList<>();
        for (Object each : entries) {
            List<?> entry = (List<?>) each;
            List<?> fields = (List<?>) entry.get(1);
            List<String> message = new ArrayList<>();
            message.add((String) fields.get(1));
            for (int i = 2; i < fields.size(); i += 2) {
                message.add(fields.get(i) + "=" + fields.get(i + 1));
            }
            messages.add(message);
            seen.put(session, "(" + entry.get(0));
        }
        return messages;
    }

    Object read(Command command, String key, Object... rest) {
        Object[] all = new Object[rest.length + 1];
        all[0] = prefix + key;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return command(command, all);
    }

    /** All keys of the namespace without its prefix, and all others whole. */
    Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        for (Object key : (List<?>) command(Command.KEYS, "*")) {
            keys.add(((String) key).startsWith(prefix) ? ((String) key).substring(prefix.length()) : (String) key);
        }
        return keys;
    }

    @Override
    public void close() {
        connection.close();
    }
}
