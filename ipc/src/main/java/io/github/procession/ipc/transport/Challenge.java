package io.github.procession.ipc.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The proof that both sides of a connection know one secret, without sending it. The messages are those of CPython 3.12 and
 * later with SHA-256.
 *
 * <pre>
 * deliver                                      answer
 *   "#CHALLENGE#" "{sha256}" random[40]  --&gt;
 *                                        &lt;--   "{sha256}" HMAC-SHA256(key, "{sha256}" random)
 *   "#WELCOME#" or "#FAILURE#"           --&gt;
 * </pre>
 *
 * <p>No message of a stranger is decoded as an object, and none above 256 bytes is read. The random bytes are new each time,
 * so an answer that was overheard proves nothing later.
 */
public final class Challenge {
    private static final byte[] CHALLENGE = ascii("#CHALLENGE#");
    private static final byte[] WELCOME = ascii("#WELCOME#");
    private static final byte[] FAILURE = ascii("#FAILURE#");
    private static final byte[] DIGEST = ascii("{sha256}");

    /** Sent by a side that has a key and waits for its challenge; a side that has none answers with the next. */
    private static final byte[] QUESTION = ascii("#IS THERE NO KEY?#");

    private static final byte[] NO_KEY = ascii("#THERE IS NO KEY#");
    private static final int RANDOM_BYTES = 40;
    private static final int MAX_MESSAGE_BYTES = 256;
    private static final int HMAC_BLOCK_BYTES = 64;

    /** Holder of the source of random bytes, which costs a first user 20 ms. */
    private static final class Source {
        static final SecureRandom RANDOM = new SecureRandom();
    }

    private Challenge() {}

    /** Failure of the other side to prove that it knows the key, or its refusal of the proof given to it. */
    public static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    /**
     * Failure to receive a message, since a challenge, or a question for one, came in its place: only the other side
     * has a key.
     */
    public static final class Unanswered extends IOException {
        private static final long serialVersionUID = 1;

        Unanswered(String message) {
            super(message);
        }
    }

    /**
     * Refuses a message that is none but a part of the other side's handshake.
     *
     * @param message the bytes of a message
     * @param end where it came from; a side that waits for its challenge learns there that this one has no key
     * @throws Unanswered if only the other side has a key
     * @throws IOException if the other side is gone
     * @throws InterruptedException if interrupted while waiting
     */
    public static void requireNone(byte[] message, MessageEnd end) throws IOException, InterruptedException {
        if (startsWith(message, CHALLENGE)) { // as the length of a header it is more than any message has
            throw new Unanswered(
                    "the listener asks for a key, and the connection was made without one: give the key to Client");
        }
        if (Arrays.equals(message, QUESTION)) {
            send(end, NO_KEY);
            throw new Unanswered(
                    "the client has a key and waits to be asked for it, and the listener has none: give the key to"
                            + " both");
        }
    }

    /**
     * Asks a side that sends no challenge whether it has no key. One that has a key takes no notice.
     *
     * @param end to the other side
     * @throws IOException if the other side is gone
     * @throws InterruptedException if interrupted while waiting
     */
    public static void question(MessageEnd end) throws IOException, InterruptedException {
        send(end, QUESTION);
    }

    /**
     * Has the other side prove that it knows the key.
     *
     * @param end to the other side, which calls {@link #answer}
     * @param key the secret, possibly empty
     * @throws Failed if the other side does not know the key; it is told so
     * @throws IOException as for {@link MessageEnd#receiveBytes}
     * @throws InterruptedException if interrupted while waiting
     */
    public static void deliver(MessageEnd end, byte[] key) throws Failed, IOException, InterruptedException {
        Objects.requireNonNull(key, "authKey");
        byte[] random = new byte[RANDOM_BYTES];
        Source.RANDOM.nextBytes(random);
        byte[] message = concatenate(DIGEST, random);
        send(end, concatenate(CHALLENGE, message));
        byte[] answer = end.receiveBytes(MAX_MESSAGE_BYTES);
        if (Arrays.equals(answer, QUESTION)) { // it was asked before the challenge arrived
            answer = end.receiveBytes(MAX_MESSAGE_BYTES);
        }
        if (!MessageDigest.isEqual(answer, proof(key, message))) {
            send(end, FAILURE);
            throw new Failed("the other side does not know the key: its answer to the challenge is wrong");
        }
        send(end, WELCOME);
    }

    /**
     * Proves to the other side that this one knows the key.
     *
     * @param end to the other side, which calls {@link #deliver}
     * @param key the secret, possibly empty
     * @throws Failed if the other side rejects the answer, or sends something else than a challenge
     * @throws IOException as for {@link MessageEnd#receiveBytes}
     * @throws InterruptedException if interrupted while waiting
     */
    public static void answer(MessageEnd end, byte[] key) throws Failed, IOException, InterruptedException {
        Objects.requireNonNull(key, "authKey");
        byte[] challenge = end.receiveBytes(MAX_MESSAGE_BYTES);
        if (Arrays.equals(challenge, NO_KEY)) {
            throw new Failed("the listener has no key: give it this one, or connect without a key");
        }
        if (!startsWith(challenge, CHALLENGE)) {
            throw new Failed("the other side asks for no key: instead of a challenge it has sent a message of "
                    + challenge.length + " bytes");
        }
        byte[] message = Arrays.copyOfRange(challenge, CHALLENGE.length, challenge.length);
        if (!startsWith(message, DIGEST) || message.length < DIGEST.length + RANDOM_BYTES) {
            throw new Failed("the challenge is not one with SHA-256 over " + RANDOM_BYTES + " random bytes");
        }
        send(end, proof(key, message));
        if (!Arrays.equals(end.receiveBytes(MAX_MESSAGE_BYTES), WELCOME)) {
            throw new Failed("the other side rejects the answer to its challenge: the keys differ");
        }
    }

    private static void send(MessageEnd end, byte[] bytes) throws IOException, InterruptedException {
        end.sendBytes(ByteBuffer.wrap(bytes));
    }

    private static byte[] proof(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            // an HMAC pads its key with zeros, so this is the empty key, which SecretKeySpec does not take
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[HMAC_BLOCK_BYTES] : key, "HmacSHA256"));
            return concatenate(DIGEST, mac.doFinal(message));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
