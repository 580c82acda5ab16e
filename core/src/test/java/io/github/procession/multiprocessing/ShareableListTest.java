package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ShareableListTest {
    private static String unique(String name) {
        return name + "-" + ProcessHandle.current().pid();
    }

    @Test
    @Conformance("SHM-11")
    void elementsAreReadStoredCountedAndFound() throws Exception {
        try (ShareableList list = ShareableList.of("howdy", new byte[] {'H', 'o'}, -273.154, 100, null, true, 42)) {
            assertEquals(7, list.size());
            assertEquals("howdy", list.get(0));
            assertArrayEquals(new byte[] {'H', 'o'}, (byte[]) list.get(1));
            assertEquals(-273.154, list.get(2));
            assertEquals(100, list.get(3));
            assertNull(list.get(4));
            assertEquals(true, list.get(5));
            assertEquals(42, list.get(6));
            assertThrows(IndexOutOfBoundsException.class, () -> list.get(7));
            assertThrows(IndexOutOfBoundsException.class, () -> list.get(-1));
            assertThrows(IndexOutOfBoundsException.class, () -> list.set(7, 1));

            assertEquals(1, list.count(42));
            assertEquals(1, list.count(new byte[] {'H', 'o'}));
            assertEquals(1, list.count(null));
            assertEquals(0, list.count("hello"));
            assertEquals(6, list.index(42L));
            assertEquals(1, list.index(new byte[] {'H', 'o'}));
            assertThrows(NoSuchElementException.class, () -> list.index("hello"));

            list.set(3, 42);
            assertEquals(2, list.count(42));
            List<Object> iterated = new ArrayList<>();
            list.forEach(iterated::add);
            assertEquals(list.toList().subList(2, 7), iterated.subList(2, 7));
            assertTrue(list.toString().startsWith("ShareableList([howdy, "), list::toString);
            assertEquals("8s8sdqxxxxxx?xxxxxxxx?q", list.format());
            list.set(0, "yo");
            assertEquals("8s8sdqxxxxxx?xxxxxxxx?q", list.format(), "a text of the same capacity");
            list.set(2, "pi");
            list.set(6, null);
            assertEquals("8s8s8sqxxxxxx?xxxxxxxx?xxxxxx?x", list.format());
            list.unlink();
        }
    }

    @Test
    @Conformance("SHM-11")
    void whatDoesNotFitIsRefusedAndTheOldValueStays() throws Exception {
        try (ShareableList list = ShareableList.of("12345678", "", 7, "\u00e4\u00e4\u00e4\u00e4")) {
            assertEquals(16, list.capacity(0));
            assertEquals(8, list.capacity(1));
            assertEquals(8, list.capacity(2));
            assertEquals(16, list.capacity(3), "8 bytes in UTF-8");
            list.set(0, "1234567812345678");
            IllegalArgumentException tooLong =
                    assertThrows(IllegalArgumentException.class, () -> list.set(0, "12345678123456789"));
            assertEquals("element 0 has room for 16 bytes, the new value has 17", tooLong.getMessage());
            assertEquals("1234567812345678", list.get(0));
            assertThrows(IllegalArgumentException.class, () -> list.set(1, "\u00e4\u00e4\u00e4\u00e41"));
            assertEquals("", list.get(1));
            list.set(2, "a text");
            assertEquals("a text", list.get(2), "the type may change");
            list.set(0, 1.5f);
            assertEquals(1.5f, list.get(0));
            list.set(0, null);
            assertNull(list.get(0));
            assertThrows(IllegalArgumentException.class, () -> list.set(0, BigInteger.TEN));
            assertThrows(IllegalArgumentException.class, () -> list.set(0, "\ud800"));
            assertThrows(IllegalArgumentException.class, () -> ShareableList.of(List.of()));
            assertNull(list.get(0));
            list.unlink();
        }
    }

    @Test
    void trailingNulsAreKept() throws Exception {
        try (ShareableList list = ShareableList.of("a\0\0", new byte[] {1, 0, 0}, new byte[0])) {
            assertEquals("a\0\0", list.get(0));
            assertArrayEquals(new byte[] {1, 0, 0}, (byte[]) list.get(1));
            assertArrayEquals(new byte[0], (byte[]) list.get(2));
            list.unlink();
        }
    }

    @Test
    @Conformance("SHM-11")
    void aCopyUnderANameIsAnotherListAndAnAttachedOneIsTheSame() throws Exception {
        String name = unique("list");
        try (ShareableList list = ShareableList.of(1, "two", 3.0);
                ShareableList copy = ShareableList.create(name, list.toList());
                ShareableList empty = ShareableList.of()) {
            ShareableList attached = ShareableList.attach(name);
            assertEquals(name, copy.name());
            assertEquals(list.toList(), copy.toList());
            copy.set(0, 11);
            assertEquals(11, attached.get(0));
            assertEquals(1, list.get(0));
            assertThrows(FileAlreadyExistsException.class, () -> ShareableList.create(name, List.of()));
            assertEquals(0, empty.size());
            assertEquals(List.of(), empty.toList());
            assertThrows(NoSuchElementException.class, () -> empty.iterator().next());
            list.unlink();
            copy.unlink();
            empty.unlink();
            assertThrows(NoSuchFileException.class, () -> ShareableList.attach(name));
            attached.close();
            assertThrows(IllegalStateException.class, () -> attached.get(0));
            assertThrows(IllegalStateException.class, () -> attached.set(0, 1));
        }
    }

    @Test
    void aNumberIsReadWithTheTypeWithWhichItWasStored() throws Exception {
        Object[] numbers = {1, 2L, (short) -3, (byte) -4, 0.5, 0.1f, Integer.MIN_VALUE, Long.MAX_VALUE};
        try (ShareableList list = ShareableList.of(numbers)) {
            assertEquals(List.of(numbers), list.toList());
            list.set(1, 2);
            assertEquals(2, list.get(1));
            assertEquals(1, list.index(2L), "an integer of another width");
            assertEquals(0, list.count(2.0), "a fraction");
            assertEquals(1, list.count(0.1f));
            assertEquals("qqqqddqq", list.format());
            list.unlink();
        }
    }

    @Test
    void otherSharedMemoryIsNoList() throws Exception {
        try (SharedMemory block = SharedMemory.create(8);
                SharedMemory larger = SharedMemory.create(4096)) {
            assertThrows(IllegalArgumentException.class, () -> ShareableList.attach(block.name()));
            assertThrows(IllegalArgumentException.class, () -> ShareableList.attach(larger.name()));
            block.unlink();
            larger.unlink();
        }
    }

    @Test
    @Conformance({"SHM-12", "SHM-13"})
    void aListTravelsByItsName() throws Exception {
        try (ShareableList list = ShareableList.of(1, "two");
                Queue<Object> queue = new Queue<>()) {
            Children.join(Children.start(new Process(ShareableListTest::change, list)));
            assertEquals(Arrays.asList(null, "zwei"), list.toList());
            queue.put(list);
            list.unlink();
            assertThrows(IllegalStateException.class, queue::get);
        }
    }

    static void change(ShareableList list) {
        assertEquals(1, list.get(0));
        list.set(0, null);
        list.set(1, "zwei");
    }

    @Test
    void aReaderNeverSeesHalfAValue() throws Exception {
        try (ShareableList list = ShareableList.of("a".repeat(4000), false, false)) {
            Process writer = Children.start(new Process(ShareableListTest::writeAll, list));
            boolean begun = false;
            int seen = 0;
            while (!(Boolean) list.get(1)) {
                String text = (String) list.get(0);
                assertEquals(1, text.chars().distinct().count(), "a mixture");
                assertEquals(text.charAt(0) == 'a' ? 4000 : 3000, text.length());
                begun |= text.charAt(0) == 'b';
                if (begun && ++seen == 1000) {
                    list.set(2, true);
                }
            }
            Children.join(writer);
            assertTrue(seen >= 1000);
            list.unlink();
        }
    }

    /** Writes until the reader has seen enough. */
    static void writeAll(ShareableList list) {
        String a = "a".repeat(4000);
        String b = "b".repeat(3000);
        for (int i = 0; i < 20_000 || !(Boolean) list.get(2); i++) {
            list.set(0, i % 2 == 0 ? b : a);
        }
        list.set(1, true);
    }
}
