package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.ipc.memory.NamedBlock;
import io.github.procession.support.Children;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedMemoryTest {
    /** A name that no other run of the tests uses at the same time. */
    private static String unique(String name) {
        return name + "-" + ProcessHandle.current().pid();
    }

    @Test
    @Conformance("SHM-01")
    void aNameWithNulOrWithoutACharacterIsRefused() {
        for (String name : List.of("a\0b", "", "\ud800")) {
            assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(name, 10), name);
            assertThrows(IllegalArgumentException.class, () -> SharedMemory.attach(name), name);
        }
    }

    @Test
    void noNameIsOneAtRandom() throws Exception {
        try (SharedMemory one = SharedMemory.create(null, 8);
                SharedMemory two = SharedMemory.create(null, 8)) {
            assertNotEquals(one.name(), two.name());
            one.unlink();
            two.unlink();
        }
    }

    @Test
    @Conformance("SHM-02")
    void aBlockIsSharedByItsName() throws Exception {
        String name = unique("basics");
        try (SharedMemory block = SharedMemory.create(name, 512)) {
            assertEquals(name, block.name());
            assertEquals(512, block.size());
            assertEquals("SharedMemory('" + name + "', size=512)", block.toString());
            assertEquals(0, block.buf().get(511));
            block.buf().put(0, (byte) 42);
            try (SharedMemory same = SharedMemory.attach(name)) {
                assertEquals(512, same.size());
                assertEquals(42, same.buf().get(0));
                same.segment().set(ValueLayout.JAVA_BYTE, 1, (byte) 43);
                assertEquals(43, block.buf().get(1));
            }
            assertEquals(42, block.buf().get(0), "another handle's close is not this one's");
            assertThrows(FileAlreadyExistsException.class, () -> SharedMemory.create(name, 512));
            block.unlink();
            assertEquals(42, block.buf().get(0), "still open here");
            assertThrows(NoSuchFileException.class, block::unlink);
            assertThrows(NoSuchFileException.class, () -> SharedMemory.attach(name));
        }
    }

    @Test
    void aBlockMadeAnewUnderTheNameIsNotTheOldOnes() throws Exception {
        String name = unique("again");
        try (SharedMemory old = SharedMemory.create(name, 8)) {
            old.unlink();
            try (SharedMemory next = SharedMemory.create(name, 16)) {
                assertThrows(NoSuchFileException.class, old::unlink);
                assertEquals(16, SharedMemory.attach(name).size());
                next.unlink();
            }
        }
    }

    @Test
    @Conformance("SHM-03")
    void whenAGeneratedNameIsTakenTheNextIsUsed() throws Exception {
        String taken = unique("taken");
        String free = unique("free");
        Iterator<String> names = List.of(taken, taken, free).iterator();
        try (NamedBlock first = NamedBlock.create(taken, 8, _ -> {});
                NamedBlock second = NamedBlock.create(names::next, 8, _ -> {})) {
            assertEquals(free, second.name());
            first.unlink();
            second.unlink();
        }
        try (SharedMemory one = SharedMemory.create(8);
                SharedMemory two = SharedMemory.create(8)) {
            assertNotEquals(one.name(), two.name());
            one.unlink();
            two.unlink();
        }
    }

    @Test
    @Conformance("SHM-04")
    void aSizeMustBeAboveZero() {
        assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(-1));
        assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(0));
        assertThrows(IllegalArgumentException.class, () -> SharedMemory.create("zero", 0));
    }

    @Test
    @Conformance({"SHM-05", "SHM-07"})
    void aChildWritesByNameAndByObject() throws Exception {
        try (SharedMemory block = SharedMemory.create(16)) {
            Children.join(
                    Children.start(new Process(SharedMemoryTest::writeByName, block.name())),
                    Children.start(new Process(SharedMemoryTest::writeByObject, block)));
            assertEquals(7, block.buf().getInt(0));
            assertEquals(8, block.buf().getInt(4));
            block.unlink();
        }
    }

    static void writeByName(String name) throws Exception {
        try (SharedMemory block = SharedMemory.attach(name)) {
            block.buf().putInt(0, 7);
        }
    }

    static void writeByObject(SharedMemory block) {
        block.buf().putInt(4, 8);
    }

    @Test
    @Conformance("SHM-06")
    void aBlockThatWasUnlinkedOnItsWayCannotBeRebuilt() throws Exception {
        try (Queue<Object> queue = new Queue<>();
                SharedMemory block = SharedMemory.create(16)) {
            queue.put(block);
            block.unlink();
            IllegalStateException refused = assertThrows(IllegalStateException.class, queue::get);
            Throwable cause = refused;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            assertEquals(NoSuchFileException.class, cause.getClass());
        }
    }

    @Test
    void afterCloseOnlyNameAndSizeCanBeRead() throws Exception {
        SharedMemory block = SharedMemory.create(16);
        ByteBuffer view = block.buf();
        block.close();
        block.close();
        assertEquals(16, block.size());
        assertThrows(IllegalStateException.class, block::buf);
        assertThrows(IllegalStateException.class, block::segment);
        assertThrows(IllegalStateException.class, () -> view.get(0));
        SharedMemory.attach(block.name()).close();
        block.unlink();
    }

    @Test
    @Conformance({"SHMN-01", "RTRK-06"})
    void anyTextIsAName() throws Exception {
        for (String name : List.of("a:b", "a\nb", "../a", "/a", ".lock", ".new", "a b%", "\u00e4\ud83d\ude00", "...")) {
            try (SharedMemory block = SharedMemory.create(unique(name), 8)) {
                SharedMemory.attach(unique(name)).close();
                block.unlink();
                assertThrows(NoSuchFileException.class, () -> SharedMemory.attach(unique(name)));
            }
        }
        IllegalArgumentException tooLong =
                assertThrows(IllegalArgumentException.class, () -> SharedMemory.create("x".repeat(256), 8));
        assertTrue(tooLong.getMessage().contains("256 bytes, at most 255"), tooLong::getMessage);
    }

    @Test
    void namesThatDifferAreDifferentBlocks() throws Exception {
        try (SharedMemory one = SharedMemory.create(unique("%2E"), 8);
                SharedMemory two = SharedMemory.create(unique("."), 16)) {
            assertEquals(8, SharedMemory.attach(unique("%2E")).size());
            one.unlink();
            two.unlink();
        }
    }
}
