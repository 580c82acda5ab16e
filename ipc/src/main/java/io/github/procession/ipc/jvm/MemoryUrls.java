package io.github.procession.ipc.jvm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/** URLs of resources that are in memory. */
final class MemoryUrls {
    private MemoryUrls() {}

    /**
     * URL under which this process finds the bytes, for as long as the URL object is reachable.
     *
     * @param name the resource's
     * @param index number among those of one name
     */
    static URL of(String name, int index, byte[] content) throws IOException {
        try {
            URI uri = new URI("procession", "", "/" + name, null, index == 0 ? null : Integer.toString(index));
            return URL.of(uri, new Handler(content));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static final class Handler extends URLStreamHandler {
        private final byte[] content;

        Handler(byte[] content) {
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
