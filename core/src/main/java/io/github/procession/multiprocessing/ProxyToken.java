package io.github.procession.multiprocessing;

import java.io.Serializable;

/**
 * Serialized form of a proxy: the address of its server and the object there that it stands for. The key does not travel, but for
 * one that differs from that of this tree of processes: then it is encrypted so that only processes of this tree can read it.
 *
 * @param serverId identity of the server, since several may have the same address one after the other
 * @param address of the server, as {@link SocketAddresses#text} gives it
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
}
