package io.github.procession.ipc.codec;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Transient fields of a collection, map or iterator that is copied field by field, in which its elements would be lost. Such an object is refused.
 *
 * <p>A field that is final, and set by no constructor where the object is rebuilt, is empty there for good; in a Serializable class, which says by {@code transient}
 * that it can do without, that matters if the other fields have no place for elements, or if they do not give the same ones. Another field may be a cache of what
 * the class computes from the rest; it is looked into if the rest has no place for elements.
 */
final class LostElements {
    /** Elements beyond which it is not found out whether a collection computes them. */
    private static final int MOST_COMPARED = 1 << 20;

    /** The fields that travel. */
    private final Field[] kept;
    /** Those that nothing sets at the reader. */
    private final Field[] unset;
    /** Those that may hold the elements or compute them. */
    private final Field[] caches;

    private LostElements(Field[] kept, Field[] unset, Field[] caches) {
        this.kept = kept;
        this.unset = unset;
        this.caches = caches;
    }

    /** Null if nothing can be lost in the objects of a class; its fields from {@code end} on do not count. */
    static @Nullable LostElements of(Class<?> type, Class<?> end, Field[] kept) {
        boolean isSerializable = Serializable.class.isAssignableFrom(type);
        boolean isConstructed = !isSerializable && hasConstructor(type);
        boolean isHeld = Arrays.stream(kept).anyMatch(LostElements::mayHold);
        List<Field> unset = new ArrayList<>();
        List<Field> caches = new ArrayList<>();
        for (Class<?> declaring = type; declaring != end; declaring = declaring.getSuperclass()) {
            for (Field field : declaring.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isTransient(modifiers) || Modifier.isStatic(modifiers)) {
                    continue;
                }
                boolean isNeverSet = !isConstructed && Modifier.isFinal(modifiers);
                if (isNeverSet && !(isHeld && isSerializable)) {
                    unset.add(field);
                } else if (mayHold(field) && (isNeverSet || !isHeld)) {
                    caches.add(field);
                } else {
                    continue;
                }
                field.setAccessible(true);
            }
        }
        return unset.isEmpty() && caches.isEmpty()
                ? null
                : new LostElements(kept, unset.toArray(Field[]::new), caches.toArray(Field[]::new));
    }

    private static boolean hasConstructor(Class<?> type) {
        try {
            type.getDeclaredConstructor();
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** Whether elements may be in a field: not in simple values, nor in what a view computes or sorts with. */
    private static boolean mayHold(Field field) {
        Class<?> type = field.getType();
        return !FieldsSerializer.isSimple(type)
                && type != Comparator.class
                && type.getPackage() != Function.class.getPackage();
    }

    /** Refuses an object that would arrive without its elements. */
    void requireNone(GraphKryo kryo, Object object) throws IllegalAccessException {
        for (Field field : unset) {
            if (isSet(field.get(object))) {
                throw refusal(kryo, object, field);
            }
        }
        for (Field field : caches) {
            if (hasElements(field.get(object)) && !computesElements(kryo, object)) {
                throw refusal(kryo, object, field);
            }
        }
    }

    private static Refusal refusal(GraphKryo kryo, Object object, Field field) {
        boolean isFinal = Modifier.isFinal(field.getModifiers());
        return Refusal.of(
                kryo,
                object.getClass(),
                "its field " + field.getName() + " is transient" + (isFinal ? " and final" : "")
                        + ", so it would arrive empty; send a copy of the elements, such as an ArrayList,"
                        + " instead of the " + (isFinal ? "view" : "collection"));
    }

    /**
     * Whether a collection has the same elements without those in its transient fields, which are a cache then. Its class alone cannot
     * tell: this makes the copy that a reader would make, but for the parts, which it shares, and compares.
     */
    private boolean computesElements(GraphKryo kryo, Object object) throws IllegalAccessException {
        try {
            Object copy = kryo.newInstance(object.getClass());
            for (Field field : kept) {
                field.set(copy, field.get(object));
            }
            return switch (object) {
                case Collection<?> collection -> areEqual(collection, (Collection<?>) copy);
                case Map<?, ?> map -> areEqual(map.entrySet(), ((Map<?, ?>) copy).entrySet());
                default -> false;
            };
        } catch (RuntimeException | StackOverflowError e) { // of the class, which cannot do without them
            return false;
        }
    }

    private static boolean areEqual(Collection<?> some, Collection<?> others) {
        if (some.size() != others.size() || some.size() > MOST_COMPARED) {
            return false;
        }
        Iterator<?> other = others.iterator();
        for (Object element : some) {
            if (!other.hasNext() || !Objects.equals(element, other.next())) {
                return false;
            }
        }
        return !other.hasNext();
    }

    private static boolean isSet(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean b -> b;
            case Number number -> number.doubleValue() != 0;
            case Character c -> c != 0;
            default -> true;
        };
    }

    private static boolean hasElements(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Collection<?> collection -> !collection.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> value.getClass().isArray() && Array.getLength(value) > 0;
        };
    }
}
