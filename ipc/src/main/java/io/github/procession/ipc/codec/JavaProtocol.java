package io.github.procession.ipc.codec;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What Java's serialization would do with the objects of one class: its hooks, its constructor and its serial fields.
 */
final class JavaProtocol {
    private static final ClassValue<JavaProtocol> PROTOCOLS = new ClassValue<>() {
        @Override
        protected JavaProtocol computeValue(Class<?> type) {
            return new JavaProtocol(type);
        }
    };
    private static final MethodType REPLACE = MethodType.methodType(Object.class, Object.class);
    private static final MethodType WRITE = MethodType.methodType(void.class, Object.class, ObjectOutputStream.class);
    private static final MethodType READ = MethodType.methodType(void.class, Object.class, ObjectInputStream.class);

    /** Null if the class has none. */
    final MethodHandle writeReplace;
    /** Null if the class has none. */
    final MethodHandle readResolve;

    final boolean externalizable;
    /** The Serializable classes from the topmost down to the class itself. */
    final Level[] levels;

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

    /** Whether {@link #newInstance} works. */
    boolean constructible() {
        return constructor != null;
    }

    Object newInstance() throws ReflectiveOperationException {
        if (constructor == null) {
            throw new InstantiationException(type.getName() + " has no constructor that deserialization could use");
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
        }

        boolean declaresSerialFields() {
            try {
                return type.getDeclaredField("serialPersistentFields") != null;
            } catch (NoSuchFieldException e) {
                return false;
            }
        }

        int index(String name) {
            Integer index = indexes.get(name);
            if (index == null) {
                throw new IllegalArgumentException(type.getName() + " has no serializable field " + name);
            }
            return index;
        }

        /** Passes the fields of an object to {@code putFields} and {@code writeFields} of a stream. */
        void writeDefault(Object object, ObjectOutputStream stream) throws Throwable {
            if (fields.length != 0) {
                if (defaultWrite == null) {
                    throw new IOException(type.getName() + " has no default serial form");
                }
                defaultWrite.invokeExact(object, stream);
            }
        }

        /** Sets the fields of an object to what {@code readFields} of a stream gives. */
        void readDefault(Object object, ObjectInputStream stream) throws Throwable {
            if (fields.length != 0) {
                if (defaultRead == null) {
                    throw new IOException(type.getName() + " has no default serial form");
                }
                defaultRead.invokeExact(object, stream);
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
