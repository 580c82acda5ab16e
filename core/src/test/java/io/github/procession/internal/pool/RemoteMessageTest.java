package io.github.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a message says that cannot be decoded: whether it was changed, of which task it is, and how it begins. */
class RemoteMessageTest {
    private static final byte[] PLAIN = RemoteCall.encode(List.of("a", 1));

    private static String failure(byte[] bytes) {
        return assertThrows(DecodeException.class, () -> RemoteMessage.decode(bytes, "outcome"))
                .getMessage();
    }

    @Test
    void intact() {
        byte[] bytes = RemoteMessage.of(7, PLAIN);
        assertEquals(7, RemoteMessage.id(bytes));
        assertEquals(List.of("a", 1), RemoteMessage.decode(bytes, "outcome"));
    }

    @Test
    void changedOnItsWay() {
        for (int at = 0; at < RemoteMessage.of(7, PLAIN).length; at++) {
            byte[] bytes = RemoteMessage.of(7, PLAIN);
            bytes[at] ^= 4;
            String text = failure(bytes);
            assertTrue(text.contains("changed on its way") && text.contains("the outcome of task "), text);
        }
        assertTrue(failure(new byte[3]).contains("changed on its way"));
    }

    @Test
    void readInAnotherWay() {
        byte[] longer = Arrays.copyOf(PLAIN, PLAIN.length + 51);
        ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putInt(longer.length - Integer.BYTES);
        byte[] bytes = RemoteMessage.of(7, longer);
        String text = failure(bytes);
        assertTrue(text.contains("51 bytes are left over; its checksum is right"), text);
        assertTrue(text.contains("of task 7, " + bytes.length + " bytes: "), text);
    }
}
