package io.github.procession.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Factory of sockets to the server: with TLS if the address says so, and then only to the host that the certificate
 * names.
 */
final class Sockets implements JedisSocketFactory {
    private final Address address;
    private final SSLContext tls; // null for that of the JDK
    private final int timeoutMillis;

    Sockets(Address address, SSLContext tls, int timeoutMillis) {
        this.address = address;
        this.tls = tls;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public Socket createSocket() {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(resolved(), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            return address.tls() ? secured(socket) : socket;
        } catch (IOException e) {
            try {
                socket.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw new JedisConnectionException("no connection to " + address + ": " + e.getMessage(), e);
        }
    }

    /** Looked up for each connection: the name of a server leads to another machine after a failover. */
    private InetSocketAddress resolved() throws UnknownHostException {
        InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
        if (resolved.isUnresolved()) {
            throw new UnknownHostException("the host name " + address.host() + " is not known");
        }
        return resolved;
    }

    private Socket secured(Socket socket) throws IOException {
        SSLSocketFactory factory =
                tls != null ? tls.getSocketFactory() : (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket secured = (SSLSocket) factory.createSocket(socket, address.host(), address.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }
}
