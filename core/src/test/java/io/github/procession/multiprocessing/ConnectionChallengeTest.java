package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Threads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionChallengeTest {
    private static final byte[] KEY = bytes("abc");

    @Test
    @Conformance("AUTH-01")
    void aWrongReplyIsAnErrorForTheOneWhoChallenged() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            pipe.second().sendBytes(bytes("something bogus"));
            String message = assertThrows(
                            AuthenticationError.class, () -> Connections.deliverChallenge(pipe.first(), KEY))
                    .getMessage();
            assertEquals("the other side does not know the key: its answer to the challenge is wrong", message);
            byte[] challenge = pipe.second().recvBytes();
            assertTrue(new String(challenge, StandardCharsets.ISO_8859_1).startsWith("#CHALLENGE#{sha256}"));
            assertEquals("#CHALLENGE#{sha256}".length() + 40, challenge.length);
            assertArrayEquals(bytes("#FAILURE#"), pipe.second().recvBytes());
        }
    }

    @Test
    @Conformance("AUTH-02")
    void aWrongWelcomeIsAnErrorForTheOneWhoAnswered() throws Exception {
        byte[] challenge = Arrays.copyOf(bytes("#CHALLENGE#{sha256}"), "#CHALLENGE#{sha256}".length() + 40);
        for (String welcome : List.of("something bogus", "#FAILURE#", "")) {
            try (Pipe pipe = Pipe.open()) {
                pipe.second().sendBytes(challenge);
                pipe.second().sendBytes(bytes(welcome));
                assertThrows(AuthenticationError.class, () -> Connections.answerChallenge(pipe.first(), KEY));
            }
        }
        for (String other :
                List.of("something bogus", "", "#CHALLENGE#", "#CHALLENGE#{md5}", "#CHALLENGE#{sha256}short")) {
            try (Pipe pipe = Pipe.open()) {
                pipe.second().sendBytes(bytes(other));
                pipe.second().sendBytes(bytes("#WELCOME#"));
                assertThrows(AuthenticationError.class, () -> Connections.answerChallenge(pipe.first(), KEY));
                assertFalse(pipe.second().poll(), "nothing was proved to a stranger");
            }
        }
    }

    @Test
    void bothSidesProveThatTheyKnowTheKey() throws Exception {
        byte[] ofTheTree = Multiprocessing.currentProcess().authKey();
        try (Pipe pipe = Pipe.open()) {
            Process child = Children.start(new Process(ConnectionChallengeTest::connect, pipe.second()));
            Connections.deliverChallenge(pipe.first(), ofTheTree);
            Connections.answerChallenge(pipe.first(), ofTheTree);
            assertEquals("welcome", pipe.first().recv());
            Children.join(child);
        }
    }

    static void connect(Connection connection) throws Exception {
        byte[] inherited = Multiprocessing.currentProcess().authKey();
        Connections.answerChallenge(connection, inherited);
        Connections.deliverChallenge(connection, inherited);
        connection.send("welcome");
    }

    @Test
    void theEmptyKeyIsAKey() throws Exception {
        byte[] empty = {};
        assertEquals("both", outcome(empty, empty));
        assertEquals("neither", outcome(empty, KEY));
        assertEquals("neither", outcome(KEY, bytes("abd")));
        assertThrows(NullPointerException.class, () -> outcome(null, KEY));
    }

    private static String outcome(byte[] mine, byte[] theirs) throws Exception {
        try (Pipe pipe = Pipe.open()) {
            var answering = Threads.run(() -> {
                Connections.answerChallenge(pipe.second(), theirs);
                return null;
            });
            try {
                Connections.deliverChallenge(pipe.first(), mine);
            } catch (AuthenticationError e) {
                assertInstanceOf(AuthenticationError.class, answering.failure());
                return "neither";
            }
            answering.result();
            return "both";
        }
    }

    @Test
    @Conformance("CHAL-01")
    void theProofIsTheOneOfCPython() throws Exception {
        // hmac.new(b'abc', b'{sha256}' + b'\0' * 40, 'sha256').hexdigest()
        String expected = "b4e6d833276d85049360c02a55ed9d1deb5b955297d68d30a711632fc4e9886a";
        byte[] challenge = Arrays.copyOf(bytes("#CHALLENGE#{sha256}"), "#CHALLENGE#{sha256}".length() + 40);
        try (Pipe pipe = Pipe.open()) {
            pipe.second().sendBytes(challenge);
            pipe.second().sendBytes(bytes("#WELCOME#"));
            Connections.answerChallenge(pipe.first(), KEY);
            byte[] answer = pipe.second().recvBytes();
            assertArrayEquals(bytes("{sha256}"), Arrays.copyOf(answer, 8));
            assertEquals(expected, HexFormat.of().formatHex(answer, 8, answer.length));
        }
    }

    @Test
    void aLongMessageOfAStrangerIsNotRead() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            pipe.second().sendBytes(new byte[257]);
            assertThrows(IOException.class, () -> Connections.answerChallenge(pipe.first(), KEY));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
