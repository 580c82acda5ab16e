package io.github.procession.ipc.net;

import io.github.procession.ipc.codec.AllowedClasses;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
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
        List<String> all = new java.util.ArrayList<>(allowed == null ? List.of() : allowed);
        all.addAll(more);
        return new SocketSettings(tls, all, maxBytes);
    }

    long maxBytes(SocketAddress address) {
        return maxBytes > 0 ? maxBytes : address instanceof UnixDomainSocketAddress ? Long.MAX_VALUE : MAX_TCP_BYTES;
    }

    /** The list of allowed classes, or null where all are. */
    @Nullable
    AllowedClasses allowedClasses(SocketAddress address) {
        if (allowed == null && address instanceof UnixDomainSocketAddress) {
            return null;
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return new AllowedClasses(
                loader != null ? loader : SocketSettings.class.getClassLoader(), allowed == null ? List.of() : allowed);
    }
}
