package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.Children;
import io.github.procession.support.Resources;
import io.github.procession.support.RootJvm;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PipeLargeArrayTest {
    private static final int BYTES = 3 << 29; // 1.5 GiB
    private static final String HEAP = "-Xmx4g";

    /** Sends one array to a child and gets its length and checksum back. */
    public static final class LargeArrayMain {
        private LargeArrayMain() {}

        public static void main(String[] args) throws Exception {
            send(BYTES >> 10); // starts what runs for as long as the JVM does
            Resources before = Resources.now();
            send(BYTES);
            before.awaitBack(8, 1);
        }

        private static void send(int length) throws Exception {
            byte[] array = new byte[length];
            for (int i = 0; i < array.length; i += 4093) {
                array[i] = (byte) (i >> 12);
            }
            array[length - 1] = 42;
            try (Pipe pipe = Pipe.open()) {
                Process child = new Process(LargeArrayMain::receive, pipe.second());
                child.setJvmOptions(HEAP);
                child.start();
                pipe.first().send(array);
                assertEquals(length + " " + checksum(array), pipe.first().recv());
                Children.join(child);
            }
        }

        static void receive(Connection connection) throws Exception {
            byte[] array = connection.recv();
            connection.send(array.length + " " + checksum(array));
        }

        private static long checksum(byte[] array) {
            CRC32C checksum = new CRC32C();
            checksum.update(array);
            return checksum.getValue();
        }
    }

    @Tag("full")
    @Test
    void anArrayOfOneAndAHalfGibibytesGoesThrough() throws Exception {
        new RootJvm(LargeArrayMain.class).options(HEAP).run().succeeded();
    }
}
