package io.github.procession.ipc.codec;

import io.github.procession.ipc.system.PerClass;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plan of Java's serialization for the objects of one class: its hooks, its constructor and its serial fields.
 */
final class JavaProtocol {
    private static final PerClass<JavaProtocol> PROTOCOLS = new PerClass<>(JavaProtocol::new);
    private static final MethodType REPLACE = MethodType.methodType(Object.class, Object.class);
    private static final MethodType WRITE = MethodType.methodType(void.class, Object.class, ObjectOutputStream.class);
    private static final MethodType READ = MethodType.methodType(void.class, Object.class, ObjectInputStream.class);

    /** Null if the class has none. */
    final @Nullable MethodHandle writeReplace;
    /** Null if the class has none. */
    final @Nullable MethodHandle readResolve;

    final boolean externalizable;
    /** The Serializable classes from the topmost down to the class itself. */
    final Level[] levels;
    /** Why no reader could rebuild such an object, null if one can. */
    final @Nullable String unreadable;

    private final Class<?> type;
    private final Constructor<?> constructor;

    private JavaProtocol(Class<?> type) {
        this.type = type;
        externalizable = Externalizable.class.isAssignableFrom(type);
        writeReplace = cast(SerializationAccess.writeReplace(type), REPLACE);
        readResolve = cast(SerializationAccess.readResolve(type), REPLACE);
        constructor = externalizable
                ? SerializationAccess.externalizationConstructor(type)
                : SerializationAccess.serializationConstructor(type);
        List<Level> all = new ArrayList<>();
        for (Class<?> level = type; level != null && Serializable.class.isAssignableFrom(level); ) {
            all.addFirst(new Level(level));
            level = level.getSuperclass();
        }
        levels = all.toArray(new Level[0]);
        unreadable = whyUnreadable();
    }

    private @Nullable String whyUnreadable() {
        if (constructor == null) {
            return externalizable
                    ? "it is Externalizable, but has no public constructor without parameters"
                    : "it is Serializable, but its superclass is not and has no constructor without parameters";
        }
        if (writeReplace == null && !externalizable) {
            for (Level level : levels) {
                if (level.type != type && level.read != null && level.write == null && level.replacesOnlyItself()) {
                    return "its superclass " + level.type.getName() + " sends a replacement of each object, but not of"
                            + " those of subclasses; give the class a writeReplace method of its own";
                }
            }
        }
        for (Level level : levels) {
            if (level.hides && !UnsendableTypes.isOfJdk(level.type)) {
                return "it names its serial fields, and " + UnsendableTypes.opens(level.type);
            }
        }
        return null;
    }

    static JavaProtocol of(Class<?> serializable) {
        return PROTOCOLS.get(serializable);
    }

    private static MethodHandle cast(MethodHandle handle, MethodType type) {
        return handle == null ? null : handle.asType(type);
    }

    /** Whether copying the fields of such an object would not do. */
    boolean hasHooks() {
        if (externalizable || writeReplace != null || readResolve != null) {
            return true;
        }
        for (Level level : levels) {
            if (level.write != null || level.read != null || level.declaresSerialFields()) {
                return true;
            }
        }
        return false;
    }

    Object newInstance() throws ReflectiveOperationException {
        if (unreadable != null) {
            throw new InstantiationException(type.getName() + " cannot be rebuilt: " + unreadable);
        }
        return constructor.newInstance();
    }

    /** Value of a serial field, also of a class whose fields the module system hides. */
    Object field(Object object, Class<?> declaring, String name) {
        for (Level level : levels) {
            if (level.type == declaring) {
                return level.values(object).get(name);
            }
        }
        throw new IllegalArgumentException(declaring.getName() + " is no Serializable superclass of " + type.getName());
    }

    /** One class of a hierarchy. */
    static final class Level {
        final Class<?> type;
        final ObjectStreamField[] fields;
        final char[] codes;
        /** {@code writeObject}, null if the class has none. */
        final MethodHandle write;
        /** {@code readObject}, null if the class has none. */
        final MethodHandle read;

        private final MethodHandle defaultWrite;
        private final MethodHandle defaultRead;
        /** The fields behind the serial ones of a class that names them itself; null for other classes. */
        private final Field[] named;
        /** Whether the module of such a class hides a field of that kind. */
        private boolean hides;

        private final Map<String, Integer> indexes = new HashMap<>();

        private Level(Class<?> type) {
            this.type = type;
            ObjectStreamClass description = ObjectStreamClass.lookup(type);
            fields = description.getFields();
            codes = new char[fields.length];
            for (int i = 0; i < fields.length; i++) {
                indexes.put(fields[i].getName(), i);
                codes[i] = fields[i].isPrimitive() ? fields[i].getTypeCode() : 'L';
            }
            write = cast(SerializationAccess.writeObject(type), WRITE);
            read = cast(SerializationAccess.readObject(type), READ);
            defaultWrite = cast(SerializationAccess.defaultWrite(type), WRITE);
            defaultRead = cast(SerializationAccess.defaultRead(type), READ);
            named = defaultRead == null && fields.length != 0 ? namedFields() : null;
        }

        /**
         * Default reading and writing, as far as there are such fields and they are open; the JDK's door is shut
         * where a class names its fields.
         */
        private Field[] namedFields() {
            Field[] found = new Field[fields.length];
            for (int i = 0; i < fields.length; i++) {
                try {
                    Field field = type.getDeclaredField(fields[i].getName());
                    if (field.getType() == fields[i].getType() && !Modifier.isStatic(field.getModifiers())) {
                        found[i] = field.trySetAccessible() ? field : null;
                        hides |= found[i] == null;
                    }
                } catch (NoSuchFieldException e) {
                    // Written by putFields only, and left out when fields are read by default.
                }
            }
            return found;
        }

        /** Whether only the class's own objects replace themselves when they are written. */
        private boolean replacesOnlyItself() {
            try {
                type.getDeclaredMethod("writeReplace");
                return true;
            } catch (NoSuchMethodException e) {
                return false;
            }
        }

        boolean declaresSerialFields() {
            try {
                return type.getDeclaredField("serialPersistentFields") != null;
            } catch (NoSuchFieldException e) {
                return false;
            }
        }

        /** Whether it has serial fields, and no number among them. */
        boolean hasObjectsOnly() {
            return codes.length > 0 && codes[0] == 'L'; // numbers come first
        }

        int index(String name) {
            Integer index = indexes.get(name);
            if (index == null) {
                throw new IllegalArgumentException(type.getName() + " has no serializable field " + name);
            }
            return index;
        }

        /** Place of a field of the kind that {@link #codes} says. */
        int index(String name, char code) {
            int index = index(name);
            if (codes[index] != code) {
                throw new IllegalArgumentException(type.getName() + " has a serializable field " + name
                        + ", but of type " + fields[index].getType().getName());
            }
            return index;
        }

        /** Passes the fields of an object to {@code putFields} and {@code writeFields} of a stream. */
        void writeDefault(Object object, ObjectOutputStream stream) throws Throwable {
            if (defaultWrite != null) {
                if (fields.length != 0) {
                    defaultWrite.invokeExact(object, stream);
                }
            } else if (fields.length != 0) {
                ObjectOutputStream.PutField values = stream.putFields();
                for (int i = 0; i < fields.length; i++) {
                    if (named[i] == null) {
                        throw new InvalidClassException(
                                type.getName(), "its serial field " + fields[i].getName() + " cannot be read");
                    }
                    ((FieldValues) values).put(i, named[i].get(object));
                }
                stream.writeFields();
            }
        }

        /** Sets the fields of an object to what {@code readFields} of a stream gives. */
        void readDefault(Object object, ObjectInputStream stream) throws Throwable {
            if (defaultRead != null) {
                if (fields.length != 0) {
                    defaultRead.invokeExact(object, stream);
                }
            } else if (fields.length != 0) {
                ReceivedFields values = (ReceivedFields) stream.readFields();
                for (int i = 0; i < fields.length; i++) {
                    if (named[i] != null) {
                        named[i].set(object, values.get(i));
                    }
                }
            }
        }

        /** The default fields of an object. */
        FieldValues values(Object object) {
            try (FieldPeek peek = new FieldPeek(this)) {
                writeDefault(object, peek);
                return peek.values;
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("cannot look into a " + type.getName(), e);
            }
        }
    }

    /** A stream that only remembers the fields put into it. */
    private static final class FieldPeek extends ObjectOutputStream {
        private final FieldValues values;

        FieldPeek(Level level) throws IOException {
            values = new FieldValues(level);
        }

        @Override
        public PutField putFields() {
            return values;
        }

        @Override
        public void writeFields() {}

        @Override
        public void close() {}
    }
}
