package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.AllowedClasses;
import io.github.procession.ipc.net.SocketSettings;
import java.io.Serializable;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Serialized form of a proxy: the address of its server, the object there that it stands for, and the settings of connections to that
 * server. The key does not travel, but for one that differs from that of this tree of processes: then it is encrypted so that only
 * processes of this tree can read it.
 *
 * @param serverId identity of the server, since several may have the same address one after the other
 * @param address of the server, as {@link SocketAddresses#text} gives it
 * @param object number of the object there
 * @param typeid name under which its type is registered
 * @param sealedKey the key of the server, encrypted; null if it is that of the tree
 * @param allowed patterns of classes that may come over TCP; null for the usual
 * @param maxMessageBytes the longest message; 0 for the usual
 */
record ProxyToken(
        String serverId,
        String address,
        long object,
        String typeid,
        byte @Nullable [] sealedKey,
        String @Nullable [] allowed,
        long maxMessageBytes)
        implements Serializable {

    static ProxyToken of(
            String serverId,
            SocketAddress address,
            long object,
            String typeid,
            byte @Nullable [] key,
            SocketSettings settings) {
        return new ProxyToken(
                serverId,
                SocketAddresses.text(address),
                object,
                typeid,
                key == null ? null : SealedKey.seal(key),
                settings.allowed() == null ? null : settings.allowed().toArray(new String[0]),
                settings.maxBytes());
    }

    /**
     * Settings for connections of this process. Those in a message of another program do not count: it could allow itself all classes.
     */
    SocketSettings settings() {
        if (AllowedClasses.limitThisThread()) {
            return SocketSettings.USUAL;
        }
        return new SocketSettings(null, allowed == null ? null : List.of(allowed), maxMessageBytes);
    }

    /**
     * Makes the handler of the proxy that this process has.
     *
     * @return the handler
     */
    private Object readResolve() {
        return ProxyHandler.received(this);
    }
}
