package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Census;
import io.github.procession.ipc.ring.RingQueue;
import io.github.procession.ipc.transport.CellTypes;
import io.github.procession.stress.Items;
import java.util.ArrayList;
import java.util.List;

/** Deaths in the allocator of shared objects, and while objects are held and dropped. */
abstract class CellScenario extends Scenario {
    private final List<Long> held = new ArrayList<>();

    /** Parent: a new cell, which the parent holds up to {@link #release}. */
    Cell allocate() {
        Cell cell = session().allocate(CellTypes.LOCK);
        held.add(cell.address());
        return cell;
    }

    /** Parent: lets go of all that it allocated. */
    void dropAll() {
        held.forEach(session()::drop);
        held.clear();
    }

    @Override
    long[] prepare() throws Exception {
        return new long[0];
    }

    /** The survivor can allocate, and gets what nobody else has. */
    @Override
    void check(boolean completed) throws Exception {
        Cell first = soon(this::allocate);
        Cell second = soon(this::allocate);
        assertNotEquals(first.address() >>> 32, second.address() >>> 32);
        for (long offset = 0; offset < 64; offset += 8) {
            assertEquals(0, first.region().getLong(first.word(offset)), "a new cell is not zero");
        }
    }

    @Override
    void release() {
        dropAll();
    }

    /** Allocates a cell. */
    static final class Allocate extends CellScenario {
        @Override
        String name() {
            return "cells: allocate";
        }

        @Override
        void open(long[] numbers) {
            session().drop(session().allocate(CellTypes.LOCK).address()); // there is a slab
        }

        @Override
        void act() {
            allocate();
        }
    }

    /** Allocates a cell when all are in use. */
    static final class AllocateNewSlab extends CellScenario {
        @Override
        String name() {
            return "cells: allocate with new slab";
        }

        @Override
        boolean wantsNewSession() {
            return true;
        }

        @Override
        long[] prepare() throws Exception {
            allocate(); // there is a slab
            for (int free = Census.freeCells(); free > 0; free--) {
                allocate();
            }
            return super.prepare();
        }

        @Override
        void act() {
            allocate();
        }
    }

    /** Holds a cell that it was granted. */
    static final class Hold extends CellScenario {
        private Cell cell;
        private long address;

        @Override
        String name() {
            return "cells: hold";
        }

        @Override
        long[] prepare() {
            cell = allocate();
            return new long[] {cell.address()};
        }

        @Override
        void open(long[] numbers) {
            address = numbers[0];
        }

        @Override
        void act() {
            session().hold(address);
        }

        @Override
        void check(boolean completed) throws Exception {
            assertTrue(session().cells().isCurrent(cell));
            super.check(completed);
        }
    }

    /** Drops a cell that others hold. */
    static final class Drop extends CellScenario {
        private Cell cell;
        private long address;

        @Override
        String name() {
            return "cells: drop";
        }

        @Override
        long[] prepare() {
            cell = allocate();
            return new long[] {cell.address()};
        }

        @Override
        void open(long[] numbers) {
            address = numbers[0];
            session().hold(address);
        }

        @Override
        void act() {
            session().drop(address);
        }

        @Override
        void check(boolean completed) throws Exception {
            assertTrue(session().cells().isCurrent(cell));
            super.check(completed);
        }
    }

    /** Drops a cell that nobody else holds. */
    static final class Free extends CellScenario {
        private long address;

        @Override
        String name() {
            return "cells: free";
        }

        @Override
        long[] prepare() {
            return new long[] {allocate().address()};
        }

        @Override
        void grant(int child, long[] numbers) throws Exception {
            super.grant(child, numbers);
            dropAll();
        }

        @Override
        void open(long[] numbers) {
            address = numbers[0];
            session().hold(address);
        }

        @Override
        void act() {
            session().drop(address);
        }
    }

    /** Drops a queue that nobody else holds, with its three files. */
    static final class FreeWithFiles extends CellScenario {
        private long address;

        @Override
        String name() {
            return "cells: free with files";
        }

        @Override
        long[] prepare() throws Exception {
            Cell cell = allocate();
            try (RingQueue queue = RingQueue.create(
                    cell,
                    session().directory(),
                    9,
                    session().processes(),
                    session().token())) {
                for (int i = 0; i < 2; i++) {
                    queue.put(Items.numbered(i, QueueScenario.LARGE), QueueScenario.now());
                }
            }
            return new long[] {cell.address()};
        }

        @Override
        void grant(int child, long[] numbers) throws Exception {
            super.grant(child, numbers);
            dropAll();
        }

        @Override
        void open(long[] numbers) {
            address = numbers[0];
            session().hold(address);
        }

        @Override
        void act() {
            session().drop(address);
        }
    }

    /** Grants a cell to a child of its own, which is never launched. */
    static final class Grant extends CellScenario {
        private Cell cell;
        private long address;

        @Override
        String name() {
            return "cells: grant";
        }

        @Override
        long[] prepare() {
            cell = allocate();
            return new long[] {cell.address()};
        }

        @Override
        void open(long[] numbers) {
            address = numbers[0];
            session().hold(address);
        }

        @Override
        void act() throws Exception {
            session().grant(session().reserveProcess(), new long[] {address});
        }

        @Override
        void check(boolean completed) throws Exception {
            assertTrue(session().cells().isCurrent(cell));
            super.check(completed);
        }
    }
}
