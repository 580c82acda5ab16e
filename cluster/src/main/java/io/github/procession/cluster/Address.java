package io.github.procession.cluster;

import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The address of a server and the name of a namespace on it, written as a URL such as {@code
 * rediss://user:password@host:6379/name}.
 *
 * @param user null for the server's default user
 * @param password null for none
 */
record Address(
        boolean tls,
        String host,
        int port,
        String namespace,
        @Nullable String user,
        @Nullable String password) {
    private static final int USUAL_PORT = 6379;
    private static final String USUAL_NAMESPACE = "default";

    /** Parses a URL; its password is in no message. */
    static Address parse(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("the address of a cluster is no URL; one is redis://host:6379/name");
        }
        boolean tls = "rediss".equals(uri.getScheme());
        if (!tls && !"redis".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "the address of a cluster begins with redis:// or, for TLS, rediss:// and a"
                            + " host, such as redis://host:6379/name; "
                            + (uri.getScheme() == null ? "it has no scheme" : "the scheme was " + uri.getScheme()));
        }
        String path = uri.getPath() == null ? "" : uri.getPath();
        String namespace = path.length() > 1 ? path.substring(1) : USUAL_NAMESPACE;
        if (!namespace.matches("[A-Za-z0-9_.-]{1,100}")) {
            throw new IllegalArgumentException("the namespace \"" + namespace
                    + "\" is not made of 1 to 100 letters, digits and the signs _ . -: it is the path of the URL");
        }
        String user = null;
        String password = null;
        if (uri.getRawUserInfo() != null) {
            String[] parts = uri.getRawUserInfo().split(":", 2);
            user = parts[0].isEmpty() ? null : decode(parts[0]);
            password = parts.length > 1 ? decode(parts[1]) : null;
        }
        String host = uri.getHost();
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        return new Address(tls, host, uri.getPort() < 0 ? USUAL_PORT : uri.getPort(), namespace, user, password);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Whether the server is on this machine, where nothing but its own users can listen or write. */
    boolean isLoopback() {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException _) {
            return false;
        }
    }

    Address with(String newUser, String newPassword) {
        return new Address(tls, host, port, namespace, newUser, newPassword);
    }

    /** The same for another node of the same server. */
    Address at(String itsHost, int itsPort) {
        return new Address(tls, itsHost, itsPort, namespace, user, password);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://") + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port + "/"
                + namespace;
    }
}
