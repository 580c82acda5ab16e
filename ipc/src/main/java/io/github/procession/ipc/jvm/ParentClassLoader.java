package io.github.procession.ipc.jvm;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/**
 * Asks the parent process for classes and resources that this one does not find itself. It connects to the parent's
 * {@link ClassServer} when the first one is missing.
 */
final class ParentClassLoader extends ClassLoader {
    private final String address;
    private final int token;
    private DataInputStream in; // guarded by this, as is the next
    private DataOutputStream out;

    ParentClassLoader(String address, int token) {
        super("parent-process", ClassLoader.getSystemClassLoader());
        this.address = address;
        this.token = token;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes;
        try {
            bytes = request(name.replace('.', '/') + ".class");
        } catch (IOException e) {
            throw new ClassNotFoundException(name + ", and the parent process cannot be asked", e);
        }
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    protected URL findResource(String name) {
        try {
            byte[] bytes = request(name);
            return bytes == null ? null : URL.of(URI.create("procession:///").resolve(encode(name)), new Bytes(bytes));
        } catch (IOException e) {
            return null; // the interface has no way to say that nobody could be asked
        }
    }

    private static String encode(String name) throws IOException {
        try {
            return new URI(null, null, "/" + name, null).getRawPath();
        } catch (java.net.URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private synchronized byte[] request(String path) throws IOException {
        if (out == null) {
            connect();
        }
        out.writeUTF(path);
        int length = in.readInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private void connect() throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(address));
        in = new DataInputStream(Channels.newInputStream(channel));
        DataOutputStream opened = new DataOutputStream(Channels.newOutputStream(channel));
        opened.writeInt(token);
        out = opened;
    }

    /** A resource that is in memory. */
    private static final class Bytes extends URLStreamHandler {
        private final byte[] content;

        Bytes(byte[] content) {
            this.content = content;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(content);
                }

                @Override
                public long getContentLengthLong() {
                    return content.length;
                }
            };
        }
    }
}
