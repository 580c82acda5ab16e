package io.github.procession.ipc.codec;

import io.github.procession.serialization.Explanation.Way;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;

/** Search for what may surprise in the copy of an object: transient fields that no constructor sets, and singletons with a copy. */
final class Surprises {
    private Surprises() {}

    static void addTo(Set<String> warnings, Object object, Way way) {
        Class<?> type = object.getClass();
        if (UnsendableTypes.isOfJdk(type) || type.isRecord() || type.isArray() || object instanceof Throwable) {
            return;
        }
        if (way == Way.VALUE && !constructorRuns(type)) {
            addTransients(warnings, type);
        }
        if (!hasReadResolve(type)) {
            addSingleton(warnings, object, type);
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

    private static void addTransients(Set<String> warnings, Class<?> type) {
        for (Class<?> level = type; level != null && !UnsendableTypes.isOfJdk(level); level = level.getSuperclass()) {
            for (Field field : level.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (Modifier.isTransient(modifiers) && !Modifier.isStatic(modifiers)) {
                    warnings.add(
                            level.getName() + "." + field.getName() + " is transient, and no constructor runs for the"
                                    + " copy: it is " + (field.getType().isPrimitive() ? "0 or false" : "null")
                                    + " there, unless readResolve or an ObjectSerializer sets it");
                }
            }
        }
    }

    /** A class whose objects only its own code makes, and that keeps this one in a static field. */
    private static void addSingleton(Set<String> warnings, Object object, Class<?> type) {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (!Modifier.isPrivate(constructor.getModifiers())) {
                return;
            }
        }
        if (IdentityMarks.isStateless(type)) {
            return;
        }
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && field.getType().isInstance(object)
                    && isValue(field, object)) {
                warnings.add("the value of " + type.getName() + "." + field.getName()
                        + " arrives as another object, since it has fields: a singleton needs readResolve or an"
                        + " ObjectSerializer");
            }
        }
    }

    private static boolean isValue(Field field, Object object) {
        try {
            return field.trySetAccessible() && field.get(null) == object;
        } catch (IllegalAccessException e) {
            return false;
        }
    }
}
