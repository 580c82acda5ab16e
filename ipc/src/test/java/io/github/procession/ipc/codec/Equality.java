package io.github.procession.ipc.codec;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/** Deep comparison of a received value with a freshly built one: classes, order and parts, not only {@code equals}. */
final class Equality {
    private final Map<Object, Object> visited = new IdentityHashMap<>();

    private Equality() {}

    static void verify(Object expected, Object actual) {
        new Equality().compare("value", expected, actual);
    }

    private void compare(String path, Object expected, Object actual) {
        if (expected == null || actual == null) {
            require(path, expected == actual, expected, actual);
            return;
        }
        require(path + ".getClass()", expected.getClass() == actual.getClass(), expected.getClass(), actual.getClass());
        if (visited.put(expected, actual) != null) {
            return;
        }
        if (expected.getClass().isArray()) {
            compareArrays(path, expected, actual);
        } else if (expected instanceof Throwable throwable) {
            compareThrowables(path, throwable, (Throwable) actual);
        } else if (expected instanceof Map<?, ?> map) {
            compareMaps(path, map, (Map<?, ?>) actual);
        } else if (expected instanceof Map.Entry<?, ?> entry) {
            compare(path + ".key", entry.getKey(), ((Map.Entry<?, ?>) actual).getKey());
            compare(path + ".value", entry.getValue(), ((Map.Entry<?, ?>) actual).getValue());
        } else if (expected instanceof Collection<?> collection) {
            compareCollections(path, collection, (Collection<?>) actual);
        } else if (isOurs(expected.getClass())) {
            compareFields(path, expected, actual);
        } else {
            require(path, expected.equals(actual) || expected.toString().equals(actual.toString()), expected, actual);
        }
    }

    private static boolean isOurs(Class<?> type) {
        return type.getPackage() == Equality.class.getPackage()
                && !type.isEnum()
                && type.getSuperclass() != null
                && !type.getSuperclass().isEnum();
    }

    private void compareArrays(String path, Object expected, Object actual) {
        require(
                path + ".length",
                Array.getLength(expected) == Array.getLength(actual),
                Array.getLength(expected),
                Array.getLength(actual));
        for (int i = 0; i < Array.getLength(expected); i++) {
            compare(path + "[" + i + "]", Array.get(expected, i), Array.get(actual, i));
        }
    }

    private void compareThrowables(String path, Throwable expected, Throwable actual) {
        require(
                path + ".getMessage()",
                Objects.equals(expected.getMessage(), actual.getMessage()),
                expected.getMessage(),
                actual.getMessage());
        require(path + ".toString()", expected.toString().equals(actual.toString()), expected, actual);
        require(
                path + ".getStackTrace().length",
                (expected.getStackTrace().length == 0) == (actual.getStackTrace().length == 0),
                expected.getStackTrace().length,
                actual.getStackTrace().length);
        compare(path + ".getCause()", expected.getCause(), actual.getCause());
        compareArrays(path + ".getSuppressed()", expected.getSuppressed(), actual.getSuppressed());
        if (isOurs(expected.getClass())) {
            compareFields(path, expected, actual);
        }
    }

    private void compareMaps(String path, Map<?, ?> expected, Map<?, ?> actual) {
        require(path + ".size()", expected.size() == actual.size(), expected, actual);
        boolean ordered = expected instanceof SortedMap || expected instanceof LinkedHashMap;
        if (ordered) {
            compare(path + ".keys", new ArrayList<>(expected.keySet()), new ArrayList<>(actual.keySet()));
            compare(path + ".values", new ArrayList<>(expected.values()), new ArrayList<>(actual.values()));
        } else if (!(expected instanceof IdentityHashMap)) {
            require(path, expected.equals(actual), expected, actual);
        }
        if (isOurs(expected.getClass())) {
            compareFields(path, expected, actual);
        }
    }

    private void compareCollections(String path, Collection<?> expected, Collection<?> actual) {
        require(path + ".size()", expected.size() == actual.size(), expected, actual);
        boolean ordered = !(expected instanceof Set)
                || expected instanceof SortedSet
                || expected instanceof LinkedHashSet
                || expected instanceof SequencedCollection;
        if (ordered) {
            List<Object> first = new ArrayList<>(expected);
            List<Object> second = new ArrayList<>(actual);
            for (int i = 0; i < first.size(); i++) {
                compare(path + "[" + i + "]", first.get(i), second.get(i));
            }
        } else {
            require(path, expected.equals(actual), expected, actual);
        }
        if (isOurs(expected.getClass())) {
            compareFields(path, expected, actual);
        }
    }

    private void compareFields(String path, Object expected, Object actual) {
        for (Class<?> type = expected.getClass(); type != null && isOurs(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    compare(path + "." + field.getName(), get(field, expected), get(field, actual));
                }
            }
        }
    }

    private static Object get(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static void require(String what, boolean condition, Object expected, Object actual) {
        if (!condition) {
            throw new AssertionError(what + ": expected <" + expected + "> but was <" + actual + ">");
        }
    }
}
