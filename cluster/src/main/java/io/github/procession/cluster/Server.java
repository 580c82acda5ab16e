package io.github.procession.cluster;

import io.github.procession.ipc.report.LibraryLogger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** The Valkey or Redis server: makes connections to it, and looks once whether it can be used. */
final class Server {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);
    private static final int OLDEST_MAJOR = 7;

    private final Address address;
    private final DefaultJedisClientConfig config;
    private final Sockets sockets;

    Server(Address address, SSLContext tls, Duration timeout) {
        this.address = address;
        int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .serverDefaultProtocol() // RESP2, and no HELLO to ask for it
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .user(address.user())
                .password(address.password());
        config = builder.build();
        sockets = new Sockets(address, tls, millis);
    }

    Address address() {
        return address;
    }

    /** Makes a connection; throws what Jedis throws. */
    Connection connect() {
        Connection connection = new Connection(sockets, config);
        try {
            connection.connect();
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Throws unless the server is new enough and keeps what it is given. */
    void check() {
        String info;
        try (Connection connection = connect()) {
            connection.sendCommand(Command.INFO);
            info = new String((byte[]) connection.getOne(), StandardCharsets.UTF_8);
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
        if (value(info, "cluster_enabled").equals("1")) {
            throw new EngineException(address
                    + " is one of several masters (cluster mode), which is not supported yet: use a server of its own");
        }
        if (value(info, "aof_enabled").equals("0") && !address.isLoopback()) {
            LOG.warn("{} keeps nothing when it ends: set appendonly yes", address);
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
