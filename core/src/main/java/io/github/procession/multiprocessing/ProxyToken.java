package io.github.procession.multiprocessing;

import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * What travels in place of a proxy: where its server is and which object there it stands for. The key does not travel, but for
 * one that differs from that of this tree of processes: then it is encrypted so that only processes of this tree can read it.
 *
 * @param serverId tells the servers apart that may have the same address one after the other
 * @param address of the server, as text
 * @param object number of the object there
 * @param typeid name under which its type is registered
 * @param sealedKey the key of the server, encrypted; null if it is that of the tree
 */
record ProxyToken(String serverId, String address, long object, String typeid, byte[] sealedKey)
        implements Serializable {

    /**
     * Makes the handler of the proxy that this process has.
     *
     * @return the handler
     */
    private Object readResolve() {
        return ProxyHandler.received(this);
    }

    static String text(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress unix -> "unix:" + unix.getPath();
            case InetSocketAddress inet ->
                "tcp:"
                        + (inet.getAddress() == null
                                ? inet.getHostString()
                                : inet.getAddress().getHostAddress()) + ":" + inet.getPort();
            default -> throw new IllegalArgumentException("no manager can have the address " + address);
        };
    }

    SocketAddress socketAddress() {
        if (address.startsWith("unix:")) {
            return UnixDomainSocketAddress.of(address.substring(5));
        }
        int colon = address.lastIndexOf(':');
        if (!address.startsWith("tcp:") || colon < 5) {
            throw new IllegalArgumentException("the address " + address + " of a proxy is damaged");
        }
        return new InetSocketAddress(address.substring(4, colon), Integer.parseInt(address.substring(colon + 1)));
    }
}
