package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import io.github.procession.ipc.memory.Shareable;
import java.io.Externalizable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Mark of a class's layout: the names and types of its fields, or the names of its constants if it is an enum. Objects travel without these
 * names, so a process whose class has others would read other values, and in silence. The mark goes with the name of the class, and a reader
 * with another one refuses the object.
 *
 * <p>Classes of final types that stand in fields are part of the mark: their objects travel without the name of their class. Classes of
 * the JDK and classes that read and write their objects themselves have no mark.
 */
final class LayoutMark {
    /** Occurs in no name of a class that can be looked up. */
    private static final char SEPARATOR = '/';

    private static final int RADIX = 32;
    private static final int MASK = 0xFFFFF;

    private static final ClassValue<String> NAMES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            String mark = mark(type);
            return mark.isEmpty() ? type.getName() : type.getName() + SEPARATOR + mark;
        }
    };

    private LayoutMark() {}

    /** The name of a class and its mark. */
    static String nameWithMark(Class<?> type) {
        return NAMES.get(type);
    }

    /** The name of the class in a name with a mark. */
    static String nameIn(String nameWithMark) {
        int end = nameWithMark.indexOf(SEPARATOR);
        return end < 0 ? nameWithMark : nameWithMark.substring(0, end);
    }

    /** Refuses a name with another mark than that which the class has in this process. */
    static void requireSame(Class<?> type, String nameWithMark) {
        if (!nameWithMark.equals(nameWithMark(type))) {
            Class<?> element = elementOf(type);
            throw new KryoException("the class " + element.getName()
                    + " differs from that of the process which sent the object, in its "
                    + (element.isEnum() ? "constants" : "fields")
                    + " or in those of a class in a field: both processes must run"
                    + " the same version of it");
        }
    }

    private static String mark(Class<?> type) {
        Class<?> element = elementOf(type);
        if (!hasLayout(element)) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        try {
            append(text, element, new HashSet<>());
        } catch (LinkageError e) {
            return ""; // a field's class is missing, and so objects of this one are refused anyway
        }
        CRC32C crc = new CRC32C();
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return Integer.toString((int) crc.getValue() & MASK, RADIX);
    }

    private static Class<?> elementOf(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }

    private static boolean hasLayout(Class<?> type) {
        return !type.isPrimitive()
                && !type.isInterface()
                && !UnsendableTypes.isOfJdk(type)
                && !Shareable.class.isAssignableFrom(type)
                && !Externalizable.class.isAssignableFrom(type);
    }

    private static void append(StringBuilder text, Class<?> type, Set<Class<?>> seen) {
        if (!seen.add(type)) {
            return;
        }
        if (type.isRecord()) {
            text.append(type.getName());
            for (RecordComponent component : type.getRecordComponents()) {
                append(text, component.getName(), component.getType(), seen);
            }
            return;
        }
        for (Class<?> declaring = type;
                declaring != null && !UnsendableTypes.isOfJdk(declaring);
                declaring = declaring.getSuperclass()) {
            text.append(declaring.getName());
            Field[] fields = declaring.getDeclaredFields();
            if (declaring.isEnum()) { // in the order of their numbers, which go into the message
                Arrays.stream(fields)
                        .filter(Field::isEnumConstant)
                        .forEach(constant -> text.append('\n').append(constant.getName()));
            } else {
                Arrays.stream(fields)
                        .filter(field -> (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0)
                        .sorted(Comparator.comparing(Field::getName))
                        .forEach(field -> append(text, field.getName(), field.getType(), seen));
            }
        }
    }

    private static void append(StringBuilder text, String name, Class<?> type, Set<Class<?>> seen) {
        text.append('\n').append(name).append(' ').append(type.getName());
        Class<?> element = elementOf(type);
        if (Modifier.isFinal(element.getModifiers()) && hasLayout(element)) {
            append(text, element, seen);
        }
    }
}
