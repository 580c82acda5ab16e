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
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * Marks of the layouts of classes, as one class loader sees them: checksums of the names and types of a class's fields, or of the names of its
 * constants if it is an enum. Objects travel without these names, so a process whose class has others would read other values, and in
 * silence. The mark goes with the name of the class, and a reader with another one refuses the object.
 *
 * <p>Classes of final types that stand in fields are part of the mark: their objects travel without the name of their class. Classes of
 * the JDK, {@code Externalizable} classes and those with an {@code ObjectSerializer} have no layout. The names of those with an {@code
 * ObjectSerializer} that a mark would else contain stand behind it, so that a process without the serializer can tell it from another layout.
 */
final class LayoutMark {
    /** Occurs in no name of a class that can be looked up. */
    private static final char SEPARATOR = '/';

    private static final int RADIX = 32;
    private static final int MASK = 0xFFFFF;

    private final UserSerializers userSerializers;

    private final ClassValue<String> names = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return nameWithMark(type, LayoutMark.this::isOfUser);
        }
    };

    LayoutMark(UserSerializers userSerializers) {
        this.userSerializers = userSerializers;
    }

    private boolean isOfUser(Class<?> type) {
        return userSerializers.serializer(type) instanceof UserSerializer;
    }

    /** The name of a class and its mark. */
    String nameWithMark(Class<?> type) {
        return names.get(type);
    }

    /** The name of the class in a name with a mark. */
    static String nameIn(String nameWithMark) {
        int end = nameWithMark.indexOf(SEPARATOR);
        return end < 0 ? nameWithMark : nameWithMark.substring(0, end);
    }

    /** Refuses a name with another mark than that which the class has in this process. */
    void requireSame(Class<?> type, String nameWithMark) {
        if (nameWithMark.equals(nameWithMark(type))) {
            return;
        }
        Set<String> ofSender = usersIn(nameWithMark);
        if (nameWithMark.equals(nameWithMark(type, part -> ofSender.contains(part.getName())))) {
            throw mismatch(type, ofSender);
        }
        Class<?> element = elementOf(type);
        throw new KryoException("the class " + element.getName()
                + " differs from that of the process which sent the object, in its "
                + (element.isEnum() ? "constants" : "fields")
                + " or in those of a class in a field: both processes must run"
                + " the same version of it");
    }

    /** Difference of the two processes in nothing but the classes that have a user's serializer. */
    private SerializerMismatch mismatch(Class<?> type, Set<String> ofSender) {
        Layout layout = new Layout(this::isOfUser);
        layout.add(elementOf(type));
        for (Class<?> part : layout.ofUsers) {
            if (!ofSender.contains(part.getName()) && userSerializers.serializer(part) instanceof UserSerializer user) {
                return SerializerMismatch.senderHasNone(user, part);
            }
        }
        layout.ofUsers.forEach(part -> ofSender.remove(part.getName()));
        return SerializerMismatch.receiverHasNone(String.join(", ", ofSender));
    }

    /** The names of classes with a user's serializer, which stand behind the name of a class and its mark. */
    private static Set<String> usersIn(String nameWithMark) {
        String[] parts = nameWithMark.split(String.valueOf(SEPARATOR));
        return Arrays.stream(parts).skip(2).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String nameWithMark(Class<?> type, Predicate<Class<?>> isOfUser) {
        Layout layout = new Layout(isOfUser);
        try {
            layout.add(elementOf(type));
        } catch (LinkageError e) {
            return type.getName(); // a field's class is missing, and so objects of this one are refused anyway
        }
        if (layout.classes.isEmpty()) {
            return type.getName();
        }
        CRC32C crc = new CRC32C();
        crc.update(layout.text.toString().getBytes(StandardCharsets.UTF_8));
        StringBuilder name = new StringBuilder(type.getName())
                .append(SEPARATOR)
                .append(Integer.toString((int) crc.getValue() & MASK, RADIX));
        layout.ofUsers.forEach(part -> name.append(SEPARATOR).append(part.getName()));
        return name.toString();
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

    /** Text of a layout that is being collected. */
    private static final class Layout {
        final StringBuilder text = new StringBuilder();
        /** The classes whose layouts belong to it. */
        final Set<Class<?>> classes = new HashSet<>();
        /** Those of them whose objects are written by users' serializers. */
        final Set<Class<?>> ofUsers = new LinkedHashSet<>();

        private final Predicate<Class<?>> isOfUser;

        Layout(Predicate<Class<?>> isOfUser) {
            this.isOfUser = isOfUser;
        }

        void add(Class<?> type) {
            if (!hasLayout(type) || !classes.add(type)) {
                return;
            }
            if (isOfUser.test(type)) {
                ofUsers.add(type);
            } else if (type.isRecord()) {
                text.append(type.getName());
                for (RecordComponent component : type.getRecordComponents()) {
                    add(component.getName(), component.getType());
                }
            } else {
                addFields(type);
            }
        }

        private void addFields(Class<?> type) {
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
                            .forEach(field -> add(field.getName(), field.getType()));
                }
            }
        }

        private void add(String name, Class<?> type) {
            text.append('\n').append(name).append(' ').append(type.getName());
            Class<?> element = elementOf(type);
            if (Modifier.isFinal(element.getModifiers())) {
                add(element);
            }
        }
    }
}
