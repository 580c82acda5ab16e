package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.Children;
import io.github.procession.support.Resources;
import io.github.procession.support.RootJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PipeManyLargeMessagesTest {
    private static final int MESSAGES = 10_000;
    private static final int BYTES = 1 << 20;

    /** Sends messages to a child, which counts them. */
    public static final class ManyMain {
        private ManyMain() {}

        public static void main(String[] args) throws Exception {
            exchange(100);
            Resources before = Resources.now();
            exchange(MESSAGES);
            before.awaitBack(8, 1);
        }

        private static void exchange(int count) throws Exception {
            try (Pipe pipe = Pipe.open()) {
                Process child = Children.start(new Process(ManyMain::receive, pipe.second(), count));
                byte[] message = new byte[BYTES];
                for (int i = 0; i < count; i++) {
                    stamp(message, i);
                    pipe.first().send(message);
                }
                assertEquals(count, pipe.first().<Integer>recv());
                Children.join(child);
            }
        }

        private static void stamp(byte[] message, int number) {
            for (int at = 0; at < BYTES; at += BYTES / 16) {
                message[at] = (byte) number;
                message[at + BYTES / 16 - 1] = (byte) (number >> 8);
            }
        }

        static void receive(Connection connection, int count) throws Exception {
            byte[] expected = new byte[BYTES];
            for (int i = 0; i < count; i++) {
                stamp(expected, i);
                byte[] message = connection.recv();
                if (!java.util.Arrays.equals(expected, message)) {
                    throw new AssertionError("message " + i + " of " + message.length + " bytes is damaged");
                }
            }
            connection.send(count);
        }
    }

    @Tag("full")
    @Test
    void tenThousandMessagesOfOneMebibyteLeaveNothing() throws Exception {
        new RootJvm(ManyMain.class).options("-Xmx256m").run().succeeded();
    }
}
