package io.github.procession.cluster;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/** Bytes of a resource that the program has, behind a URL of its own. */
final class ProgramResource extends URLConnection {
    private final byte[] bytes;

    private ProgramResource(URL url, byte[] bytes) {
        super(url);
        this.bytes = bytes;
    }

    /** A URL that leads to the bytes; the number tells resources of one name apart. */
    static URL url(String name, int number, byte[] bytes) {
        try {
            String path = new URI(null, null, "/" + name, null).getRawPath();
            return URL.of(URI.create("program://" + number + path), new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) {
                    return new ProgramResource(url, bytes);
                }
            });
        } catch (MalformedURLException | URISyntaxException e) {
            throw new IllegalArgumentException("no URL leads to " + name, e);
        }
    }

    @Override
    public void connect() {
        connected = true;
    }

    @Override
    public InputStream getInputStream() {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public long getContentLengthLong() {
        return bytes.length;
    }
}
