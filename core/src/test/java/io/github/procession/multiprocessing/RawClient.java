package io.github.procession.multiprocessing;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A client that knows the key and finishes the handshake by itself, to send afterwards what no client of this library sends. */
final class RawClient implements AutoCloseable {
    private static final byte[] CHALLENGE = "#CHALLENGE#".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIGEST = "{sha256}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WELCOME = "#WELCOME#".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final DataInputStream in;

    RawClient(InetSocketAddress address, byte[] key) throws Exception {
        socket = new Socket(address.getAddress(), address.getPort());
        in = new DataInputStream(socket.getInputStream());
        byte[] challenge = frame();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        sendFrame(DIGEST, mac.doFinal(Arrays.copyOfRange(challenge, CHALLENGE.length, challenge.length)));
        if (!Arrays.equals(WELCOME, frame())) {
            throw new AssertionError("the key is refused");
        }
        sendFrame(CHALLENGE, DIGEST, new byte[40]);
        frame();
        sendFrame(WELCOME);
    }

    private byte[] frame() throws IOException {
        return in.readNBytes(in.readInt());
    }

    private void sendFrame(byte[]... parts) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(
                4 + Arrays.stream(parts).mapToInt(part -> part.length).sum());
        frame.putInt(frame.capacity() - 4);
        Arrays.stream(parts).forEach(frame::put);
        socket.getOutputStream().write(frame.array());
    }

    /** Sends bytes as they are. */
    void begin(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends bytes as they are, and that none follow. */
    void send(byte[] bytes) throws IOException {
        begin(bytes);
        socket.shutdownOutput();
    }

    /** Sends zeros until the server closes the connection. */
    void sendZerosToTheEnd() {
        try {
            for (byte[] zeros = new byte[1 << 16]; ; ) {
                socket.getOutputStream().write(zeros);
            }
        } catch (IOException _) {
            // it is closed
        }
    }

    /** Waits until the server closes the connection. */
    void awaitEnd() throws IOException {
        try {
            in.readAllBytes();
        } catch (SocketException _) {
            // reset, with bytes that were not read
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
