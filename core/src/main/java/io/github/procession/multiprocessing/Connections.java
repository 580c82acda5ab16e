package io.github.procession.multiprocessing;

import io.github.procession.ipc.transport.Challenge;
import io.github.procession.ipc.transport.MessageEnd;
import java.io.IOException;
import java.util.Objects;

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
        try {
            Challenge.deliver(messages(connection), Objects.requireNonNull(authKey, "authKey"));
        } catch (Challenge.Failed e) {
            throw new AuthenticationError(e.getMessage());
        }
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
        try {
            Challenge.answer(messages(connection), Objects.requireNonNull(authKey, "authKey"));
        } catch (Challenge.Failed e) {
            throw new AuthenticationError(e.getMessage());
        }
    }

    private static MessageEnd messages(Connection connection) {
        return Objects.requireNonNull(connection, "connection").messages();
    }
}
