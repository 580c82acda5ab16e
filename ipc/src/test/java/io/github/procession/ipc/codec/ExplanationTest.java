package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.Explanation;
import io.github.procession.serialization.Explanation.Part;
import io.github.procession.serialization.Explanation.Way;
import io.github.procession.serialization.NotSendableException;
import java.io.Serializable;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

/** The dry run says of each part how it travels, and of a value that cannot what the sending says. */
class ExplanationTest {
    static final class Order {
        static final Object NONE = new Object();

        Object discount = NONE;
        final Object lock = new Object();
        Customer customer = new Customer();
        List<Object> lines = new ArrayList<>(List.of(new Line(1), new Line(2)));
    }

    static final class Customer implements Serializable {
        private static final long serialVersionUID = 1L;
        String name = "x";
        transient Object lock = new Object();
    }

    record Line(int number) {}

    interface Task extends Serializable {
        Object run();
    }

    private static String name(Class<?> type) {
        return type.getName();
    }

    @Test
    void eachPartHasItsWayAndPath() {
        Explanation explanation = Explainer.explain(new Order());
        assertTrue(explanation.isSendable(), explanation::toString);
        List<Part> parts = explanation.parts();
        assertEquals(new Part(name(Order.class), Way.VALUE, 1, ""), parts.get(0));
        assertTrue(
                parts.contains(new Part("java.lang.Object", Way.IDENTITY_MARK, 1, "order.discount")),
                explanation::toString);
        assertTrue(parts.contains(new Part("java.lang.Object", Way.VALUE, 1, "order.lock")), explanation::toString);
        assertTrue(parts.contains(new Part(name(Line.class), Way.VALUE, 2, "order.lines[0]")), explanation::toString);
        assertTrue(parts.contains(new Part("java.lang.String", Way.VALUE, 1, "order.customer.name")));
        List<String> lines = explanation.toString().lines().toList();
        assertEquals(name(Order.class) + " as a copy", lines.getFirst());
        assertTrue(lines.contains("java.lang.Object as a copy, at order.lock"), explanation::toString);
        assertTrue(
                lines.contains(name(Line.class) + " as a copy, 2 of them, the first at order.lines[0]"),
                explanation::toString);
        assertEquals("can be sent", lines.getLast());
    }

    @Test
    void hooksAndSubstitutesAndFunctionsAreNamed() {
        Task task = () -> 1;
        Explanation explanation = Explainer.explain(List.of(new Random(), new TreeMap<>(Map.of(1, 2)).keySet(), task));
        assertEquals(Optional.of(Way.SERIALIZATION_HOOKS), explanation.way(Random.class));
        assertEquals(
                Optional.of(Way.SUBSTITUTED),
                explanation.way(new TreeMap<>(Map.of(1, 2)).keySet().getClass()));
        assertEquals(Optional.of(Way.FUNCTION), explanation.way(task.getClass()));
        assertEquals(Optional.empty(), explanation.way(Socket.class));
    }

    @Test
    void aRefusalIsThatOfTheSending() {
        Order order = new Order();
        order.lines.add(new Socket());
        Explanation explanation = Explainer.explain(order);
        assertFalse(explanation.isSendable());
        try {
            Codec.encode(order).close();
            throw new AssertionError("was sent");
        } catch (NotSendableException e) {
            assertEquals(Optional.of(e.getMessage()), explanation.refusal());
        }
        assertTrue(
                explanation.parts().stream().noneMatch(part -> part.className().equals("java.net.Socket")));
        assertTrue(explanation.toString().contains("refused: order.lines[2]: "), explanation::toString);
    }

    @Test
    void transientFieldsAreWarnedOf() {
        List<String> warnings = Explainer.explain(new Order()).warnings();
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).startsWith(name(Customer.class) + ".lock is transient"), warnings::toString);
    }

    /** A singleton by convention, whose copy is another one. */
    static final class Registry {
        static final Registry INSTANCE = new Registry(1);

        private final int number;

        private Registry(int number) {
            this.number = number;
        }
    }

    static final class Resolved implements Serializable {
        private static final long serialVersionUID = 1L;
        static final Resolved INSTANCE = new Resolved(1);

        private final int number;

        private Resolved(int number) {
            this.number = number;
        }

        private Object readResolve() {
            return INSTANCE;
        }
    }

    @Test
    void singletonsThatAreCopiedAreWarnedOf() {
        List<String> warnings =
                Explainer.explain(List.of(Registry.INSTANCE, Resolved.INSTANCE)).warnings();
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains(name(Registry.class) + ".INSTANCE arrives as another"), warnings::toString);
    }

    /** A constant of a superclass, and one of a class that others can make objects of. */
    static class Operation {
        static final Operation PLUS = new Operation(1) {};
        static final Operation MINUS = new Operation(2);

        final int code;

        Operation(int code) {
            this.code = code;
        }
    }

    /** A constant that equals its copy. */
    static final class Size {
        static final Size SMALL = new Size(1);

        private final int size;

        Size(int size) {
            this.size = size;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Size o && o.size == size;
        }

        @Override
        public int hashCode() {
            return size;
        }
    }

    @Test
    void constantsThatAreToldByIdentityAreWarnedOf() {
        List<String> warnings = Explainer.explain(List.of(Operation.PLUS, Operation.MINUS, Size.SMALL))
                .warnings();
        assertEquals(2, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains(name(Operation.class) + ".PLUS arrives as another"), warnings::toString);
        assertTrue(warnings.get(1).contains(name(Operation.class) + ".MINUS arrives as another"), warnings::toString);
    }

    /** A view whose state only a constructor without parameters sets anew. */
    static final class Index {
        private transient List<String> words = new ArrayList<>();
    }

    /** Has methods for serialization from its superclass alone. */
    static final class Cached extends ArrayList<String> {
        private static final long serialVersionUID = 1L;
        private transient Object cache = new Object();
        private final ReentrantLock lock = new ReentrantLock();
    }

    @Test
    void stateThatIsLostOrCopiedIsWarnedOf() {
        Index index = new Index();
        index.words.add("x");
        List<String> warnings = Explainer.explain(List.of(index, new Cached())).warnings();
        assertEquals(3, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("Index.words is transient: the copy does not have"), warnings::toString);
        assertTrue(warnings.get(1).contains("Cached.cache is transient"), warnings::toString);
        assertTrue(warnings.get(2).contains("ReentrantLock in a field of " + name(Cached.class)), warnings::toString);
    }

    /** A lock that is sent itself would exclude nobody. */
    @Test
    void aLockForThreadsIsRefusedWhereItIsWhatIsSent() {
        ReentrantLock lock = new ReentrantLock();
        Task capturing = () -> lock;
        for (Object value : List.of(
                lock,
                new Semaphore(1),
                new Object[] {1, lock},
                List.of(new ReentrantReadWriteLock()),
                Map.of("a", lock),
                capturing)) {
            String refusal = Explainer.explain(value).refusal().orElseThrow();
            assertTrue(refusal.contains("it coordinates threads of its own JVM"), refusal);
        }
        assertTrue(Explainer.explain(new LinkedBlockingQueue<>(List.of(1)) {}).isSendable());
    }

    @Test
    void anExceptionAlwaysArrives() {
        Exception failure = new NotSendableByItself();
        Explanation explanation = Explainer.explain(failure);
        assertTrue(explanation.isSendable());
        assertEquals(Optional.of(Way.SUBSTITUTED), explanation.way(NotSendableByItself.class));
        assertTrue(explanation.warnings().get(0).contains("RemoteException"), explanation::toString);
        assertTrue(Explainer.explain(new IllegalStateException("x")).warnings().isEmpty());
    }

    static final class NotSendableByItself extends Exception {
        private static final long serialVersionUID = 1L;

        private void writeObject(java.io.ObjectOutputStream stream) {
            throw new IllegalStateException("never");
        }
    }

    @Test
    void simpleValuesNeedNoWords() {
        assertTrue(Explainer.explain(null).isSendable());
        assertEquals(List.of(), Explainer.explain(null).parts());
        assertTrue(Explainer.explain(1).isSendable());
        assertTrue(Explainer.explain(new int[3]).isSendable());
        assertEquals(Optional.of(Way.VALUE), Explainer.explain("x").way(String.class));
    }

    static final class Link {
        final Link next;

        Link(Link next) {
            this.next = next;
        }

        static Link chain(int length) {
            Link first = null;
            for (int i = 0; i < length; i++) {
                first = new Link(first);
            }
            return first;
        }
    }

    @Test
    void partsAreCountedAtAnyDepth() {
        Explanation explanation = Explainer.explain(Link.chain(20_000));
        assertEquals(List.of(new Part(name(Link.class), Way.VALUE, 20_000, "")), explanation.parts());
        assertTrue(explanation.isSendable(), explanation::toString);
    }
}
