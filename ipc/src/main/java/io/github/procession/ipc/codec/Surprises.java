package io.github.procession.ipc.codec;

import io.github.procession.serialization.Explanation.Way;
import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Search for what may surprise in the copy of an object: transient fields that nothing sets, constants and locks that have a copy. */
final class Surprises {
    private Surprises() {}

    /** The holder is the object nearest above, or null. */
    static void addTo(Set<String> warnings, Object object, Object holder, Way way) {
        Class<?> type = object.getClass();
        if (ThreadLockSerializer.isLock(type)) {
            warnings.add("the " + type.getSimpleName() + " in a field of "
                    + holder.getClass().getName()
                    + " arrives as another one, without owner: it coordinates only threads of one process");
        }
        if (UnsendableTypes.isOfJdk(type) || type.isRecord() || type.isArray() || object instanceof Throwable) {
            return;
        }
        addTransients(warnings, object, way);
        if (!hasReadResolve(type)) {
            addConstant(warnings, object, type);
        }
    }

    private static boolean hasReadResolve(Class<?> type) {
        return Serializable.class.isAssignableFrom(type) && JavaProtocol.of(type).readResolve != null;
    }

    /** Rule of the receiver: constructors of a Serializable class do not run; of another class the one without parameters runs. */
    private static boolean constructorRuns(Class<?> type) {
        return !Serializable.class.isAssignableFrom(type)
                && Arrays.stream(type.getDeclaredConstructors())
                        .anyMatch(constructor -> constructor.getParameterCount() == 0);
    }

    private static void addTransients(Set<String> warnings, Object object, Way way) {
        Class<?> type = object.getClass();
        boolean byConstructor = way == Way.VALUE && constructorRuns(type);
        for (Class<?> level = type; level != null && !UnsendableTypes.isOfJdk(level); level = level.getSuperclass()) {
            if (way == Way.SERIALIZATION_HOOKS && restores(level)) {
                continue;
            }
            for (Field field : level.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isTransient(modifiers) || Modifier.isStatic(modifiers)) {
                    continue;
                }
                String name = level.getName() + "." + field.getName();
                if (!byConstructor) {
                    warnings.add(name + " is transient, and no constructor runs for the"
                            + " copy: it is " + (field.getType().isPrimitive() ? "0 or false" : "null")
                            + " there, unless readResolve or an ObjectSerializer sets it");
                } else if (hasContent(field, object)) {
                    warnings.add(name + " is transient: the copy does not have its content, but what the constructor"
                            + " without parameters puts there");
                }
            }
        }
    }

    /** Whether a class has code that may set its transient fields anew. */
    private static boolean restores(Class<?> level) {
        if (Externalizable.class.isAssignableFrom(level) || hasReadResolve(level)) {
            return true;
        }
        try {
            level.getDeclaredMethod("readObject", ObjectInputStream.class);
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static boolean hasContent(Field field, Object object) {
        try {
            Object value = field.trySetAccessible() ? field.get(object) : null;
            return value instanceof Collection<?> collection && !collection.isEmpty()
                    || value instanceof Map<?, ?> map && !map.isEmpty();
        } catch (IllegalAccessException | RuntimeException e) { // the collection is the user's
            return false;
        }
    }

    /**
     * A constant: where equality is identity, or no other code can make such objects, its copy is not what readers compare it
     * with.
     */
    private static void addConstant(Set<String> warnings, Object object, Class<?> type) {
        if (IdentityMarks.isStateless(type) || hasEquals(type) && !isPrivatelyMade(type)) {
            return;
        }
        for (Field field : constants(type, object)) {
            warnings.add("the value of " + text(field)
                    + " arrives as another object, since it has fields: a singleton needs readResolve or an"
                    + " ObjectSerializer");
        }
    }

    private static boolean hasEquals(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPrivatelyMade(Class<?> type) {
        return Arrays.stream(type.getDeclaredConstructors())
                .allMatch(constructor -> Modifier.isPrivate(constructor.getModifiers()));
    }

    /** The static fields of a class, and of those that it belongs to, whose value is an object. */
    private static List<Field> constants(Class<?> type, Object object) {
        List<Field> found = new ArrayList<>();
        for (Class<?> place : IdentityMarks.places(type)) {
            for (Field field : place.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && field.getType().isInstance(object)
                        && isValue(field, object)) {
                    found.add(field);
                }
            }
        }
        return found;
    }

    private static String text(Field field) {
        return field.getDeclaringClass().getName() + "." + field.getName();
    }

    private static boolean isValue(Field field, Object object) {
        try {
            return field.trySetAccessible() && field.get(null) == object;
        } catch (IllegalAccessException | LinkageError e) { // a class that cannot be initialized has no constants
            return false;
        }
    }
}
