package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts for terminals and for JSON. */
class TextTest {
    @Test
    void whatTerminalsObeyIsShownAsNumbers() {
        assertEquals("a\\u001b[2J\\u0007\\u202eb\\u009b", Text.clean("a\u001b[2J\u0007\u202eb\u009b"));
        assertEquals("é😀\\ud83d", Text.clean("é😀\ud83d"));
    }

    @Test
    void jsonIsAsciiWhereItMatters() {
        assertEquals(
                "{\"a\":[1,null,true,\"\\u003c/script\\u003e\\\"\\\\\\u000a\\ud83d\\ude00\"]}",
                Json.compact(java.util.Map.of("a", java.util.Arrays.asList(1, null, true, "</script>\"\\\n😀"))));
        assertEquals("[]\n", Json.of(List.of()));
    }

    @Test
    void timesAndSizesHaveFewDigits() {
        assertEquals("340 ms", Text.millis(340));
        assertEquals("3.2 s", Text.millis(3_200));
        assertEquals("4:05 min", Text.millis(245_000));
        assertEquals("2:00:07 h", Text.millis(7_207_000));
        assertEquals("2 d 3 h", Text.millis(184_000_000));
        assertEquals("17 B", Text.bytes(17));
        assertEquals("4.2 MiB", Text.bytes(4_404_019));
        assertEquals("634 MiB", Text.bytes(634L << 20));
        assertEquals("0/s", Text.rate(0));
        assertEquals("9.5/s", Text.rate(9.46));
        assertEquals("24/s", Text.rate(24.4));
        assertEquals("6,059,739/s", Text.rate(6_059_738.7));
        assertEquals("07:05:00", Text.clock(LocalTime.of(7, 5)));
    }
}
