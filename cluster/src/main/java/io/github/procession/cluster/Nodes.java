package io.github.procession.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/**
 * The nodes of a server in cluster mode. All keys of a namespace have one hash tag, so one master has them all. Which one may change: after the
 * death of a master a replica takes its place, and an administrator may move keys to another master. So whoever connects asks who has
 * them now.
 *
 * <p>While keys are moved, a master refuses calls before it does anything, as a function names no key that is there: the server answers
 * with ASK, and the call is sent again until one master has all.
 */
final class Nodes {
    private static final int NODES_OF_A_RANGE = 2; // in an entry of CLUSTER SLOTS, behind its first and last slot

    /** Maker of a connection to a node. */
    interface Connector {
        Connection to(HostAndPort node);
    }

    private final byte[] key;
    private final Connector connector;
    private List<HostAndPort> known; // the one that had the namespace last comes first; guarded by this

    /**
     * Nodes of which one is known.
     *
     * @param key of the namespace
     */
    Nodes(byte[] key, HostAndPort first, Connector connector) {
        this.key = key;
        this.connector = connector;
        known = List.of(first);
    }

    /** Makes a connection to the master that has the namespace; throws what Jedis throws if none says that it has. */
    Connection connect() {
        Deque<HostAndPort> open;
        synchronized (this) {
            open = new ArrayDeque<>(known);
        }
        Set<HostAndPort> tried = new HashSet<>();
        JedisException last = null;
        for (HostAndPort node; (node = open.poll()) != null; ) {
            if (tried.add(node)) {
                try {
                    return connect(node);
                } catch (JedisMovedDataException e) {
                    open.addFirst(e.getTargetNode());
                    last = e;
                } catch (JedisException e) { // another one may know more
                    last = e;
                }
            }
        }
        throw last;
    }

    private Connection connect(HostAndPort node) {
        Connection connection = connector.to(node);
        try {
            connection.sendCommand(Command.EXISTS, key);
            connection.getOne();
            learn(connection, node);
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Takes over which nodes there are from the one that has the namespace. */
    private void learn(Connection connection, HostAndPort from) {
        connection.sendCommand(Command.CLUSTER, "SLOTS");
        Set<HostAndPort> all = new LinkedHashSet<>(List.of(from));
        for (Object each : (List<?>) connection.getOne()) {
            List<?> range = (List<?>) each;
            for (Object one : range.subList(NODES_OF_A_RANGE, range.size())) {
                List<?> node = (List<?>) one;
                String host = Request.text(node.get(0));
                boolean isNamed = host != null && !host.isEmpty() && !host.equals("?");
                all.add(new HostAndPort(isNamed ? host : from.getHost(), ((Long) node.get(1)).intValue()));
            }
        }
        synchronized (this) {
            known = new ArrayList<>(all);
        }
    }
}
