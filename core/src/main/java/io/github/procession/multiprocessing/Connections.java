package io.github.procession.multiprocessing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Functions on connections, from Python's module {@code multiprocessing.connection}: the proof that both sides know one
 * secret, without sending it.
 *
 * <p>One side {@linkplain #deliverChallenge delivers} a challenge and the other {@linkplain #answerChallenge answers} it;
 * then they swap parts, so that each has proved itself to the other. The messages are those of CPython 3.12 and later
 * with SHA-256.
 *
 * <pre>{@code
 * Connections.deliverChallenge(connection, key);     // the one that accepts
 * Connections.answerChallenge(connection, key);
 *
 * Connections.answerChallenge(connection, key);      // the one that connects
 * Connections.deliverChallenge(connection, key);
 * }</pre>
 */
public final class Connections {
    /*
     * deliver                                      answer
     *   "#CHALLENGE#" "{sha256}" random[40]  -->
     *                                        <--   "{sha256}" HMAC-SHA256(key, "{sha256}" random)
     *   "#WELCOME#" or "#FAILURE#"           -->
     *
     * No message of a stranger is decoded as an object, and none above 256 bytes is read.
     */
    private static final byte[] CHALLENGE = ascii("#CHALLENGE#");
    private static final byte[] WELCOME = ascii("#WELCOME#");
    private static final byte[] FAILURE = ascii("#FAILURE#");
    private static final byte[] DIGEST = ascii("{sha256}");
    private static final int RANDOM_BYTES = 40;
    private static final int MAX_MESSAGE_BYTES = 256;
    private static final int HMAC_BLOCK_BYTES = 64;

    private Connections() {}

    /**
     * Has the other side prove that it knows the key: Python's {@code deliver_challenge(connection, authkey)}.
     *
     * @param connection to the other side, which calls {@link #answerChallenge}
     * @param authKey the secret, possibly empty
     * @throws AuthenticationError if the other side does not know the key; it is told so
     * @throws IOException as for {@link Connection#recvBytes(int)}
     * @throws InterruptedException if interrupted while waiting
     */
    public static void deliverChallenge(Connection connection, byte[] authKey)
            throws IOException, InterruptedException {
        Objects.requireNonNull(authKey, "authKey");
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        byte[] message = concatenate(DIGEST, random);
        connection.sendBytes(concatenate(CHALLENGE, message));
        byte[] answer = connection.recvBytes(MAX_MESSAGE_BYTES);
        if (!MessageDigest.isEqual(answer, proof(authKey, message))) {
            connection.sendBytes(FAILURE);
            throw new AuthenticationError("the other side does not know the key: its answer to the challenge is wrong");
        }
        connection.sendBytes(WELCOME);
    }

    /**
     * Proves to the other side that this one knows the key: Python's {@code answer_challenge(connection, authkey)}.
     *
     * @param connection to the other side, which calls {@link #deliverChallenge}
     * @param authKey the secret, possibly empty
     * @throws AuthenticationError if the other side rejects the answer, or sends something else than a challenge
     * @throws IOException as for {@link Connection#recvBytes(int)}
     * @throws InterruptedException if interrupted while waiting
     */
    public static void answerChallenge(Connection connection, byte[] authKey) throws IOException, InterruptedException {
        Objects.requireNonNull(authKey, "authKey");
        byte[] challenge = connection.recvBytes(MAX_MESSAGE_BYTES);
        if (!startsWith(challenge, CHALLENGE)) {
            throw new AuthenticationError("a challenge was expected, " + challenge.length + " other bytes came");
        }
        byte[] message = Arrays.copyOfRange(challenge, CHALLENGE.length, challenge.length);
        if (!startsWith(message, DIGEST) || message.length < DIGEST.length + RANDOM_BYTES) {
            throw new AuthenticationError(
                    "the challenge is not one with SHA-256 over " + RANDOM_BYTES + " random bytes");
        }
        connection.sendBytes(proof(authKey, message));
        if (!Arrays.equals(connection.recvBytes(MAX_MESSAGE_BYTES), WELCOME)) {
            throw new AuthenticationError("the other side rejects the answer to its challenge: the keys differ");
        }
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
