package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.serialization.NotSendableException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Shared objects arrive as the one object of the process for their address, and the message lists the addresses. */
class SharedObjectsTravelByAddressTest {
    static final class Cell implements Shareable {
        static {
            Shareables.register(Cell.class, Cell::new);
        }

        private final long address;
        /** State that must not travel. */
        private final Thread owner = Thread.currentThread();

        Cell(long address) {
            this.address = address;
        }

        @Override
        public long address() {
            return owner == null ? 0 : address;
        }
    }

    interface Task extends Serializable {
        Object run();
    }

    private final Cell first = Shareables.intern(new Cell(0x1_0000_0001L));
    private final Cell second = Shareables.intern(new Cell(0x2_0000_0001L));

    private static void check(Object value, long... addresses) {
        try (Message message = Codec.encode(value)) {
            assertArrayEquals(addresses, message.addresses());
            Equality.verify(value, Codec.decode(message.toByteArray()));
        }
    }

    @Test
    void alone() {
        try (Message message = Codec.encode(first)) {
            assertArrayEquals(new long[] {first.address()}, message.addresses());
            assertSame(first, Codec.decode(message.toByteArray()));
        }
    }

    @Test
    void inArraysGraphsAndExceptions() {
        check(new Object[] {1, first, "x", second}, first.address(), second.address());
        check(new ArrayList<>(List.of(first, Map.of("k", second))), first.address(), second.address());
        check(new ShapeSamples.Box<>(first), first.address());
    }

    @Test
    void capturedByLambdas() {
        Cell captured = first;
        List<String> words = List.of("x");
        List<Task> tasks = List.of(() -> captured, () -> words.isEmpty() ? null : captured, captured::address);
        for (Task task : tasks) {
            try (Message message = Codec.encode(task)) {
                assertArrayEquals(new long[] {first.address()}, message.addresses());
                Object result = ((Task) Codec.decode(message.toByteArray())).run();
                assertEquals(true, result == first || result.equals(first.address()));
            }
        }
    }

    @Test
    void aRefusedValueLeavesNoAddressBehind() {
        assertThrows(NotSendableException.class, () -> Codec.encode(new Object[] {first, new Thread()}));
        check(new Object[] {second, new ArrayList<>(List.of(1))}, second.address());
    }

    @Test
    void anAddressThisProcessDoesNotHaveYetMakesAnObject() {
        byte[] bytes;
        try (Message message = Codec.encode(new Cell(0x3_0000_0001L))) {
            bytes = message.toByteArray();
        }
        Cell made = (Cell) Codec.decode(bytes);
        assertEquals(0x3_0000_0001L, made.address());
        assertSame(made, Codec.decode(bytes));
    }
}
