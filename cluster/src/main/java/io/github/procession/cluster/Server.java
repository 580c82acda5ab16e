package io.github.procession.cluster;

import io.github.procession.ipc.report.LibraryLogger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The Valkey or Redis server: makes connections to it, and looks once whether it can be used. In cluster mode connections lead to the master
 * that has the namespace.
 */
final class Server {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);
    private static final int OLDEST_MAJOR = 7;

    private final Address address;
    private final DefaultJedisClientConfig config;
    private final SSLContext tls;
    private final int millis;
    private final boolean onlyHere;
    private volatile @Nullable Nodes nodes; // in cluster mode

    /**
     * A server that is not looked at yet.
     *
     * @param onlyHere whether no connection may lead to another machine
     */
    Server(Address address, SSLContext tls, Duration timeout, boolean onlyHere) {
        this.address = address;
        this.tls = tls;
        this.onlyHere = onlyHere;
        millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .serverDefaultProtocol() // RESP2, and no HELLO to ask for it
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .user(address.user())
                .password(address.password());
        config = builder.build();
    }

    Address address() {
        return address;
    }

    /** Whether the namespace is on one of several masters, and may move to another one. */
    boolean isCluster() {
        return nodes != null;
    }

    /** Makes a connection; throws what Jedis throws. */
    Connection connect() {
        Nodes masters = nodes;
        return masters == null ? connect(address) : masters.connect();
    }

    private Connection connect(HostAndPort node) {
        Address its = address.at(node.getHost(), node.getPort());
        if (onlyHere && !its.isLoopback()) {
            throw new EngineException(address + " leads to " + its
                    + ", which is not on this machine, and there is no authkey to seal values under: call authkey(...)"
                    + " or set "
                    + ClusterBuilder.AUTHKEY_VARIABLE);
        }
        return connect(its);
    }

    private Connection connect(Address to) {
        Connection connection = new Connection(new Sockets(to, tls, millis), config);
        try {
            connection.connect();
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Throws unless the server is new enough and keeps what it is given.
     *
     * @param key one of the namespace
     */
    void check(byte[] key) {
        String info;
        try {
            info = info();
            if (nodes == null && value(info, "cluster_enabled").equals("1")) {
                nodes = new Nodes(key, new HostAndPort(address.host(), address.port()), this::connect);
                info = info(); // of the master that has the namespace
            }
        } catch (JedisException e) {
            if (Failures.isForbidden(e) && e.getMessage().contains("'info'")) {
                LOG.warn("{} does not let this user look at its settings (INFO): they are not checked", address);
                return;
            }
            throw Failures.of(address, e);
        }
        String version = value(info, "redis_version");
        if (value(info, "valkey_version").isEmpty() && major(version) < OLDEST_MAJOR) {
            throw new EngineException(
                    address + " is Redis " + version + ", which has no functions; Redis 7.0 or any Valkey is needed");
        }
        String policy = value(info, "maxmemory_policy");
        if (!value(info, "maxmemory").equals("0") && !policy.isEmpty() && !policy.equals("noeviction")) {
            throw new EngineException(address + " throws data away when it is full (maxmemory-policy " + policy
                    + "): set maxmemory-policy noeviction");
        }
        if (value(info, "aof_enabled").equals("0") && !address.isLoopback()) {
            LOG.warn("{} keeps nothing when it ends: set appendonly yes", address);
        }
    }

    private String info() {
        try (Connection connection = connect()) {
            connection.sendCommand(Command.INFO);
            return new String((byte[]) connection.getOne(), StandardCharsets.UTF_8);
        }
    }

    private static int major(String version) {
        int dot = version.indexOf('.');
        return dot > 0 ? Integer.parseInt(version.substring(0, dot)) : OLDEST_MAJOR;
    }

    private static String value(String info, String key) {
        int at = info.indexOf("\n" + key + ":");
        if (at < 0) {
            return "";
        }
        int from = at + key.length() + 2;
        return info.substring(from, info.indexOf('\n', from)).trim();
    }
}
