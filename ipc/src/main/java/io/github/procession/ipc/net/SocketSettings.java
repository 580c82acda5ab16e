package io.github.procession.ipc.net;

import io.github.procession.ipc.codec.AllowedClasses;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Settings for the connections of one listener or client.
 *
 * @param tls for TLS; null for none
 * @param allowed patterns of classes whose objects may come, beside the standard ones, see {@link AllowedClasses}; null for
 *     the usual: every class through a UNIX-domain socket, the standard ones through TCP
 * @param maxBytes the longest message that is received; 0 for the usual
 */
public record SocketSettings(
        @Nullable SSLContext tls, @Nullable List<String> allowed, long maxBytes) {
    /** The usual. */
    public static final SocketSettings USUAL = new SocketSettings(null, null, 0);

    private static final long MAX_TCP_BYTES = 1L << 28;

    /**
     * The settings with more classes allowed where not all are.
     *
     * @param more patterns
     * @return the settings
     */
    public SocketSettings allow(List<String> more) {
        Set<String> all = new LinkedHashSet<>(allowed == null ? List.of() : allowed);
        all.addAll(more);
        return new SocketSettings(tls, List.copyOf(all), maxBytes);
    }

    /**
     * The settings with what others add: TLS if there was none, more classes where not all are allowed, longer messages.
     *
     * @param others those that add
     * @param address of the connection
     * @return the settings
     */
    public SocketSettings with(SocketSettings others, SocketAddress address) {
        boolean addsNothing = others.allowed == null || allowsAll(address);
        SocketSettings all = addsNothing ? this : allow(others.allowed);
        long longest = others.maxBytes > maxBytes(address) ? others.maxBytes : maxBytes;
        return new SocketSettings(tls == null ? others.tls : tls, all.allowed, longest);
    }

    long maxBytes(SocketAddress address) {
        return maxBytes > 0 ? maxBytes : address instanceof UnixDomainSocketAddress ? Long.MAX_VALUE : MAX_TCP_BYTES;
    }

    private boolean allowsAll(SocketAddress address) {
        return allowed == null && address instanceof UnixDomainSocketAddress;
    }

    /** The list of allowed classes, or null where all are. */
    @Nullable
    AllowedClasses allowedClasses(SocketAddress address) {
        if (allowsAll(address)) {
            return null;
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return new AllowedClasses(
                loader != null ? loader : SocketSettings.class.getClassLoader(), allowed == null ? List.of() : allowed);
    }
}
