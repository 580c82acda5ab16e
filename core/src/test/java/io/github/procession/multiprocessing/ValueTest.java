package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import java.io.Serializable;
import org.junit.jupiter.api.Test;

class ValueTest {
    /** One of each type, as part of a user's object. */
    record All(
            IntValue i,
            LongValue l,
            DoubleValue d,
            FloatValue f,
            ShortValue s,
            ByteValue b,
            CharValue c,
            BooleanValue z)
            implements Serializable {}

    @Test
    @Conformance({"VALUE-01", "CTYPE-02"})
    void whatAChildStoresTheParentReads() throws Exception {
        changedByAChild(new All(
                Value.ofInt(1),
                Value.ofLong(2),
                Value.ofDouble(3.5),
                Value.ofFloat(4.5f),
                Value.ofShort((short) 5),
                Value.ofByte((byte) 6),
                Value.ofChar('7'),
                Value.ofBoolean(true)));
    }

    @Test
    @Conformance({"VALUE-02", "CTYPE-01"})
    void whatAChildStoresWithoutLockTheParentReads() throws Exception {
        changedByAChild(new All(
                Value.rawInt(1),
                Value.rawLong(2),
                Value.rawDouble(3.5),
                Value.rawFloat(4.5f),
                Value.rawShort((short) 5),
                Value.rawByte((byte) 6),
                Value.rawChar('7'),
                Value.rawBoolean(true)));
    }

    private static void changedByAChild(All all) throws Exception {
        Children.join(Children.start(new Process(ValueTest::change, all)));
        assertEquals(Integer.MIN_VALUE, all.i.get());
        assertEquals(Long.MIN_VALUE, all.l.get());
        assertEquals(Double.NEGATIVE_INFINITY, all.d.get());
        assertEquals(-0.0f, all.f.get());
        assertEquals(Short.MIN_VALUE, all.s.get());
        assertEquals(Byte.MIN_VALUE, all.b.get());
        assertEquals('\uffff', all.c.get());
        assertFalse(all.z.get());
    }

    static void change(All all) {
        assertEquals(1, all.i.get());
        assertEquals(2, all.l.get());
        assertEquals(3.5, all.d.get());
        assertEquals(4.5f, all.f.get());
        assertEquals(5, all.s.get());
        assertEquals(6, all.b.get());
        assertEquals('7', all.c.get());
        assertTrue(all.z.get());
        all.i.set(Integer.MIN_VALUE);
        all.l.set(Long.MIN_VALUE);
        all.d.set(Double.NEGATIVE_INFINITY);
        all.f.set(-0.0f);
        all.s.set(Short.MIN_VALUE);
        all.b.set(Byte.MIN_VALUE);
        all.c.set('\uffff');
        all.z.set(false);
    }

    @Test
    @Conformance("VALUE-03")
    void aValueHasALockOfItsOwnOrTheOneGivenOrNone() throws Exception {
        IntValue first = Value.ofInt(0);
        IntValue second = Value.ofInt(0);
        assertSame(first.getLock(), first.getLock());
        assertNotSame(first.getLock(), second.getLock());
        DoubleValue third = Value.ofDouble(0, first.getLock());
        assertSame(first.getLock(), third.getLock());
        assertThrows(NullPointerException.class, () -> Value.ofInt(0, null));
        assertThrows(UnsupportedOperationException.class, Value.rawInt(0)::getLock);
        try (var _ = first.getLock().acquire()) {
            assertTrue(third.getLock().locked());
            first.set(first.get() + 1);
        }
        assertEquals(1, first.get());
    }

    @Test
    void operationsOnIntegersAreThoseOfJava() {
        IntValue i = Value.ofInt(Integer.MAX_VALUE);
        assertEquals(Integer.MAX_VALUE, i.getAndAdd(1));
        assertEquals(Integer.MIN_VALUE, i.get());
        assertEquals(Integer.MIN_VALUE + 2, i.addAndGet(2));
        assertEquals(Integer.MIN_VALUE + 2, i.getAndSet(5));
        assertFalse(i.compareAndSet(4, 9));
        assertTrue(i.compareAndSet(5, 9));
        assertEquals(18, i.updateAndGet(x -> x * 2));
        assertEquals(18, i.getAndUpdate(x -> x + 1));
        assertEquals(19, i.get());

        LongValue l = Value.ofLong(Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE, l.getAndAdd(1));
        assertEquals(Long.MIN_VALUE + 2, l.addAndGet(2));
        assertEquals(Long.MIN_VALUE + 2, l.getAndSet(5));
        assertFalse(l.compareAndSet(4, 9));
        assertTrue(l.compareAndSet(5, 9));
        assertEquals(18, l.updateAndGet(x -> x * 2));
        assertEquals(18, l.getAndUpdate(x -> x + 1));
        assertEquals(19, l.get());

        ShortValue s = Value.ofShort(Short.MAX_VALUE);
        assertEquals(Short.MIN_VALUE, s.addAndGet((short) 1));
        assertEquals(Short.MIN_VALUE, s.get());
        assertEquals(Short.MIN_VALUE, s.getAndAdd((short) -1));
        assertEquals(Short.MAX_VALUE, s.getAndSet((short) -3));
        assertFalse(s.compareAndSet((short) 3, (short) 4));
        assertTrue(s.compareAndSet((short) -3, (short) 4));
        assertEquals(4, s.get());

        ByteValue b = Value.ofByte(Byte.MAX_VALUE);
        assertEquals(Byte.MIN_VALUE, b.addAndGet((byte) 1));
        assertEquals(Byte.MIN_VALUE, b.get());
        assertEquals(Byte.MIN_VALUE, b.getAndAdd((byte) -1));
        assertEquals(Byte.MAX_VALUE, b.getAndSet((byte) -3));
        assertTrue(b.compareAndSet((byte) -3, (byte) 4));
        assertEquals(4, b.get());
    }

    @Test
    void operationsOnFractionsCharactersAndBooleans() {
        DoubleValue d = Value.ofDouble(0.5);
        assertEquals(0.5, d.getAndAdd(0.25));
        assertEquals(1.0, d.addAndGet(0.25));
        assertEquals(1.0, d.getAndSet(Double.NaN));
        assertTrue(d.compareAndSet(Double.NaN, 0.0));
        assertFalse(d.compareAndSet(-0.0, 1));
        assertEquals(3.0, d.updateAndGet(x -> x + 3));
        assertEquals(3.0, d.getAndUpdate(x -> x / 2));
        assertEquals(1.5, d.get());

        FloatValue f = Value.ofFloat(0.5f);
        assertEquals(0.5f, f.getAndAdd(0.25f));
        assertEquals(1.0f, f.addAndGet(0.25f));
        assertEquals(1.0f, f.getAndSet(Float.NaN));
        assertTrue(f.compareAndSet(Float.NaN, 2f));
        assertEquals(2f, f.get());

        CharValue c = Value.ofChar('a');
        assertEquals('a', c.getAndSet('\uffff'));
        assertFalse(c.compareAndSet('a', 'b'));
        assertTrue(c.compareAndSet('\uffff', 'b'));
        assertEquals('b', c.get());

        BooleanValue z = Value.ofBoolean(false);
        assertFalse(z.getAndSet(true));
        assertFalse(z.compareAndSet(false, true));
        assertTrue(z.compareAndSet(true, false));
        assertFalse(z.get());
    }

    @Test
    void theTextShowsTypeAndValue() {
        assertEquals("<IntValue 7>", Value.ofInt(7).toString());
        assertEquals("<CharValue x>", Value.rawChar('x').toString());
    }
}
