package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.NamedBlock;
import io.github.procession.ipc.memory.SharedElements;
import io.github.procession.ipc.memory.Slots;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;

/** Deaths while blocks of named memory and arrays are made, removed and stored into. */
abstract class BlockScenario extends Scenario {
    private static final long[] CAPACITIES = {20, 8};

    private static long rounds;

    @Override
    long[] prepare() throws Exception {
        return new long[] {++rounds};
    }

    @Override
    void grant(int child, long[] numbers) {
        // names need no grant
    }

    @Override
    void release() throws Exception {}

    static String name(long number) {
        return "crash-" + session().directory().getFileName() + "-" + number;
    }

    static NamedBlock create(String name) throws IOException {
        return NamedBlock.create(name, Slots.bytes(CAPACITIES), region -> {
            Slots slots = Slots.format(region, CAPACITIES);
            slots.set(0, 1, bytes("old"));
            slots.set(1, 2, bytes("other"));
        });
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static void assertComplete(NamedBlock block) {
        Slots slots = Slots.in(block);
        assertEquals(2, slots.count());
        assertArrayEquals(bytes("old"), slots.get(0).bytes());
        assertArrayEquals(bytes("other"), slots.get(1).bytes());
    }

    /** Whether the block exists; if so it is complete. Afterwards the name is free. */
    static boolean existedComplete(String name) throws Exception {
        try (NamedBlock block = soon(() -> attachOrNull(name))) {
            if (block == null) {
                return false;
            }
            assertComplete(block);
            block.unlink();
            return true;
        }
    }

    private static NamedBlock attachOrNull(String name) throws IOException {
        try {
            return NamedBlock.attach(name);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The survivors can make a block of that name and remove it. */
    static void assertFree(String name) throws Exception {
        try (NamedBlock block = soon(() -> create(name))) {
            assertComplete(block);
            block.unlink();
        }
        assertThrows(NoSuchFileException.class, () -> NamedBlock.attach(name));
    }

    /** Makes a block. */
    static final class Create extends BlockScenario {
        private long number;

        @Override
        String name() {
            return "named block: create";
        }

        @Override
        void open(long[] numbers) {
            number = numbers[0];
        }

        @Override
        long[] prepare() throws Exception {
            long[] numbers = super.prepare();
            number = numbers[0];
            return numbers;
        }

        @Override
        void act() throws Exception {
            create(name(number));
        }

        @Override
        void check(boolean completed) throws Exception {
            boolean existed = existedComplete(name(number));
            assertTrue(existed || !completed);
            assertFree(name(number));
        }
    }

    /** Removes a block. */
    static final class Unlink extends BlockScenario {
        private long number;
        private NamedBlock block;

        @Override
        String name() {
            return "named block: unlink";
        }

        @Override
        long[] prepare() throws Exception {
            long[] numbers = super.prepare();
            number = numbers[0];
            block = create(name(number));
            return numbers;
        }

        @Override
        void open(long[] numbers) throws Exception {
            block = NamedBlock.attach(name(numbers[0]));
        }

        @Override
        void act() throws Exception {
            block.unlink();
        }

        @Override
        void check(boolean completed) throws Exception {
            assertComplete(block); // who has it open keeps it
            boolean existed = existedComplete(name(number));
            assertTrue(!existed || !completed);
            assertThrows(NoSuchFileException.class, block::unlink);
            assertFree(name(number));
        }

        @Override
        void release() {
            block.close();
        }
    }

    /** Makes an array. */
    static final class MakeElements extends BlockScenario {
        @Override
        String name() {
            return "array: create";
        }

        @Override
        void act() {
            make();
        }

        private static SharedElements make() {
            return SharedElements.create(CellTypes.ARRAY, 10, Integer.BYTES, 0);
        }

        @Override
        void check(boolean completed) throws Exception {
            SharedElements elements = soon(MakeElements::make);
            assertEquals(0, elements.getInt(9));
            session().drop(elements.address());
        }
    }

    /** Stores an element of a list that takes the place of another one. */
    static final class SetSlot extends BlockScenario {
        private static final String NEW = "a longer new value";

        private NamedBlock block;
        private Slots slots;

        @Override
        String name() {
            return "list: set";
        }

        @Override
        long[] prepare() throws Exception {
            long[] numbers = super.prepare();
            block = create(name(numbers[0]));
            slots = Slots.in(block);
            return numbers;
        }

        @Override
        void open(long[] numbers) throws Exception {
            block = NamedBlock.attach(name(numbers[0]));
            slots = Slots.in(block);
        }

        @Override
        void act() {
            slots.set(0, 3, bytes(NEW));
            slots.set(0, 1, bytes("old"));
            slots.set(0, 3, bytes(NEW));
        }

        @Override
        void check(boolean completed) throws Exception {
            Slots.Content content = soon(() -> slots.get(0));
            boolean changed = content.type() == 3;
            assertEquals(changed ? 3 : 1, content.type());
            assertArrayEquals(bytes(changed ? NEW : "old"), content.bytes());
            assertTrue(changed || !completed);
            assertArrayEquals(bytes("other"), slots.get(1).bytes());
            slots.set(0, 4, bytes("next"));
            assertArrayEquals(bytes("next"), slots.get(0).bytes());
        }

        @Override
        void release() throws Exception {
            block.unlink();
            block.close();
        }
    }
}
