package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.support.Children;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValueIncrementTest {
    private static final int PROCESSES = 4;
    private static final int ROUNDS = 20_000;

    @Test
    void noIncrementUnderTheLockIsLost() throws Exception {
        IntValue count = Value.ofInt(0);
        DoubleValue sum = Value.ofDouble(0, count.getLock());
        inChildren(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                try (var _ = count.getLock().acquire()) {
                    count.set(count.get() + 1);
                    sum.set(sum.get() + 0.5);
                }
            }
        });
        assertEquals(PROCESSES * ROUNDS, count.get());
        assertEquals(PROCESSES * ROUNDS * 0.5, sum.get());
    }

    @Test
    void noAtomicIncrementOfAnElementIsLost() throws Exception {
        IntArray i = Array.rawInt(2);
        LongArray l = Array.rawLong(2);
        DoubleArray d = Array.rawDouble(2);
        FloatArray f = Array.rawFloat(2);
        IntArray tickets = Array.rawInt(1);
        inChildren(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                i.getAndAdd(1, 1);
                l.addAndGet(1, 1L << 33);
                d.getAndAdd(1, 0.5);
                f.addAndGet(1, 1);
                int ticket;
                do {
                    ticket = tickets.get(0);
                } while (!tickets.compareAndSet(0, ticket, ticket + 1));
            }
        });
        int total = PROCESSES * ROUNDS;
        assertEquals(List.of(0, total), List.of(i.get(0), i.get(1)));
        assertEquals(total * (1L << 33), l.get(1));
        assertEquals(total * 0.5, d.get(1));
        assertEquals((float) total, f.get(1));
        assertEquals(total, tickets.get(0));
        assertThrows(IndexOutOfBoundsException.class, () -> i.addAndGet(2, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> d.compareAndSet(-1, 0, 1));
    }

    @Test
    void noAtomicIncrementWithoutLockIsLost() throws Exception {
        IntValue i = Value.rawInt(0);
        LongValue l = Value.rawLong(0);
        DoubleValue d = Value.rawDouble(0);
        FloatValue f = Value.rawFloat(0);
        ShortValue s = Value.rawShort((short) 0);
        ByteValue b = Value.rawByte((byte) 0);
        LongValue updates = Value.rawLong(0);
        inChildren(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                i.getAndAdd(1);
                l.addAndGet(1L << 33);
                d.getAndAdd(0.5);
                f.getAndAdd(1);
                s.getAndAdd((short) 1);
                b.getAndAdd((byte) 1);
                updates.updateAndGet(x -> x + 1);
            }
        });
        int total = PROCESSES * ROUNDS;
        assertEquals(total, i.get());
        assertEquals((long) total << 33, l.get());
        assertEquals(total * 0.5, d.get());
        assertEquals(total, f.get());
        assertEquals((short) total, s.get());
        assertEquals((byte) total, b.get());
        assertEquals(total, updates.get());
    }

    @Test
    void exactlyOneProcessWinsEachExchange() throws Exception {
        IntValue turn = Value.rawInt(0);
        LongValue wins = Value.rawLong(0);
        inChildren(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (turn.compareAndSet(i, i + 1)) {
                    wins.getAndAdd(1);
                }
            }
        });
        assertEquals(turn.get(), wins.get());
        assertEquals(ROUNDS, turn.get());
    }

    private static void inChildren(io.github.procession.function.Action0 work) throws Exception {
        List<Process> children = IntStream.range(0, PROCESSES)
                .mapToObj(_ -> Children.start(new Process(work)))
                .toList();
        Children.join(children);
    }
}
