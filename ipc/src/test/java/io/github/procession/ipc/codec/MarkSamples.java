package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Objects that are compared by identity: marks are the same object again, locks are new ones. */
final class MarkSamples {
    private static final Object OUTER = new Object();
    private static final Object[] NOTHING = {};
    private static final Object ANONYMOUS = new Object() {};
    private static final List<String> NO_LINES = new AbstractList<>() {
        @Override
        public String get(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public int size() {
            return 0;
        }
    };

    static final List<Sample> LIST = List.of(
            of(
                    "mark of its holder, in a map",
                    () -> new Cache(Cache.NULL),
                    actual -> ((Cache) actual).value() == Cache.NULL),
            of("mark in a field", () -> new Holder(Holder.MARK), actual -> ((Holder) actual).value == Holder.MARK),
            of(
                    "mark of a superclass",
                    () -> new SubHolder(Holder.MARK),
                    actual -> ((Holder) actual).value == Holder.MARK),
            of(
                    "mark of an interface",
                    () -> new SubHolder(Marks.NONE),
                    actual -> ((Holder) actual).value == Marks.NONE),
            of("mark of an enclosing class", () -> new Holder(OUTER), actual -> ((Holder) actual).value == OUTER),
            of(
                    "mark in a list in a wrapper",
                    () -> new Holder(wrapped(OUTER)),
                    actual -> ((List<?>) ((Holder) actual).value).get(0) == OUTER),
            of(
                    "mark in an Optional",
                    () -> new Holder(Optional.of(OUTER)),
                    actual -> ((Optional<?>) ((Holder) actual).value).get() == OUTER),
            of(
                    "mark in a record",
                    () -> new Entry("a", Entry.ABSENT),
                    actual -> ((Entry) actual).value() == Entry.ABSENT),
            of("mark of an anonymous class", () -> ANONYMOUS, actual -> actual == ANONYMOUS),
            of(
                    "singleton without state",
                    () -> List.of(Singleton.INSTANCE),
                    actual -> ((List<?>) actual).get(0) == Singleton.INSTANCE),
            of(
                    "Serializable singleton without state",
                    () -> new ArrayList<>(List.of(SerializableSingleton.INSTANCE)),
                    actual -> ((List<?>) actual).get(0) == SerializableSingleton.INSTANCE),
            of(
                    "empty list and number without value, which the JDK's classes above them give no state",
                    () -> List.of(NO_LINES, new Holder(Unknown.NUMBER)),
                    actual -> ((List<?>) actual).get(0) == NO_LINES
                            && ((Holder) ((List<?>) actual).get(1)).value == Unknown.NUMBER),
            of(
                    "record without components",
                    () -> new Holder(Unit.UNIT),
                    actual -> ((Holder) actual).value == Unit.UNIT),
            of(
                    "empty arrays of their holder",
                    () -> List.of(new Arrays(Arrays.EMPTY), new Arrays(Arrays.TERMINATED), new Arrays(Arrays.NUMBERS)),
                    actual -> holds(actual, 0) == Arrays.EMPTY
                            && holds(actual, 1) == Arrays.TERMINATED
                            && holds(actual, 2) == Arrays.NUMBERS),
            of(
                    "empty array of the class of its elements",
                    () -> new Holder(SubHolder.NO_HOLDERS),
                    actual -> ((Holder) actual).value == SubHolder.NO_HOLDERS),
            of(
                    "empty arrays that are no marks",
                    () -> List.of(new Arrays(new Object[0]), new Arrays(new int[0]), new Arrays(new String[0])),
                    actual -> holds(actual, 0) instanceof Object[] array
                            && array.length == 0
                            && array != Arrays.EMPTY
                            && holds(actual, 1) instanceof int[] numbers
                            && numbers != Arrays.NUMBERS
                            && holds(actual, 2).getClass() == String[].class),
            of(
                    "empty array captured by a lambda",
                    MarkSamples::captureArray,
                    actual -> ((Task) actual).run() == NOTHING),
            of(
                    "singleton that a nested class holds",
                    () -> List.of(OnDemand.Keeper.INSTANCE),
                    actual -> ((List<?>) actual).get(0) == OnDemand.Keeper.INSTANCE),
            of("mark captured by a lambda", MarkSamples::capture, actual -> ((Task) actual).run() == OUTER),
            of(
                    "lambda that is not Serializable, but a constant of its holder",
                    () -> new Formatter(null),
                    actual -> ((Formatter) actual).format.apply("a").equals("a")
                            && ((Formatter) actual).format == Formatter.SAME),
            of(
                    "one mark twice",
                    () -> List.of(new Holder(OUTER), new Holder(OUTER)),
                    actual -> ((Holder) ((List<?>) actual).get(0)).value == ((Holder) ((List<?>) actual).get(1)).value),
            of(
                    "locks of instances are new objects",
                    () -> {
                        Object shared = new Object();
                        return List.of(new Holder(shared), new Holder(new Object()), new Holder(shared));
                    },
                    MarkSamples::areLocks),
            of(
                    "an object without state that is no mark",
                    () -> new Singleton(),
                    actual -> actual.getClass() == Singleton.class && actual != Singleton.INSTANCE));

    private MarkSamples() {}

    /** A number, thus Serializable, of which there is one. */
    static final class Unknown extends Number {
        private static final long serialVersionUID = 1L;
        static final Unknown NUMBER = new Unknown();

        @Override
        public int intValue() {
            return 0;
        }

        @Override
        public long longValue() {
            return 0;
        }

        @Override
        public float floatValue() {
            return Float.NaN;
        }

        @Override
        public double doubleValue() {
            return Double.NaN;
        }
    }

    private static Object holds(Object list, int index) {
        return ((Arrays) ((List<?>) list).get(index)).value;
    }

    private static Task captureArray() {
        Object[] array = NOTHING;
        return () -> array;
    }

    private static List<Object> wrapped(Object mark) {
        return Collections.synchronizedList(new ArrayList<>(List.of(mark)));
    }

    private static boolean areLocks(Object actual) {
        List<Object> locks =
                ((List<?>) actual).stream().map(each -> ((Holder) each).value).toList();
        return locks.get(0) == locks.get(2)
                && locks.get(0) != locks.get(1)
                && locks.get(0).getClass() == Object.class
                && locks.get(0) != Holder.MARK
                && locks.get(0) != OUTER;
    }

    interface Task extends Serializable {
        Object run();
    }

    private static Task capture() {
        Object mark = OUTER;
        return () -> mark;
    }

    static final class Cache {
        static final Object NULL = new Object();

        private final Map<String, Object> map = new ConcurrentHashMap<>();

        Cache(Object value) {
            map.put("a", value);
        }

        Object value() {
            return map.get("a");
        }
    }

    interface Marks {
        Object NONE = new Object();
    }

    static class Holder {
        static final Object MARK = new Object();
        static final Object UNUSED = new HashMap<>();

        final Object value;

        Holder(Object value) {
            this.value = value;
        }
    }

    static final class SubHolder extends Holder implements Marks {
        static final SubHolder[] NO_HOLDERS = {};

        SubHolder(Object value) {
            super(value);
        }
    }

    record Entry(String key, Object value) {
        static final Object ABSENT = new Object();
    }

    static final class Arrays {
        static final Object[] EMPTY = {};
        static final Object[] TERMINATED = {};
        static final int[] NUMBERS = {};

        final Object value;

        Arrays(Object value) {
            this.value = value;
        }
    }

    static final class OnDemand {
        static final class Keeper {
            static final OnDemand INSTANCE = new OnDemand();
        }
    }

    static final class Singleton {
        static final Singleton INSTANCE = new Singleton();
    }

    static final class SerializableSingleton implements Serializable {
        private static final long serialVersionUID = 1L;
        static final SerializableSingleton INSTANCE = new SerializableSingleton();
    }

    record Unit() {
        static final Unit UNIT = new Unit();
    }

    static final class Formatter {
        static final UnaryOperator<Object> SAME = value -> value;

        final UnaryOperator<Object> format;

        Formatter(UnaryOperator<Object> format) {
            this.format = format == null ? SAME : format;
        }
    }
}
