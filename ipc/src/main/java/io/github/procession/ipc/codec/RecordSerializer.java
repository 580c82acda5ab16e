package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;

/**
 * Serializer of records, by their fields and their canonical constructor; {@code readResolve} is obeyed. Accessors serve where
 * the module of a public record does not open its fields.
 */
final class RecordSerializer extends GraphSerializer {
    private static final MethodType GET = MethodType.methodType(Object.class, Object.class);
    private static final MethodType MAKE = MethodType.methodType(Object.class, Object[].class);

    private final String[] names;
    private final Class<?>[] types;
    private final char[] codes;
    private final MethodHandle[] accessors;
    /** Components that are numbers, texts and the like. */
    private final boolean[] isExact;

    private boolean byFields = true;
    private final MethodHandle constructor;

    /** Objects that are still compared with what was sent: a constructor that makes values of its own does so from the first on. */
    private int unproved = 64;

    private final MethodHandle readResolve;

    /** Prepares a record class; fails if neither its module opens it to this library nor it is public and exported. */
    RecordSerializer(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        names = new String[components.length];
        types = new Class<?>[components.length];
        codes = new char[components.length];
        accessors = new MethodHandle[components.length];
        isExact = new boolean[components.length];
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        for (int i = 0; i < components.length; i++) {
            names[i] = components[i].getName();
            types[i] = components[i].getType();
            codes[i] = TypedValue.code(types[i]);
            isExact[i] = codes[i] != 'L' || types[i] == String.class || types[i].isEnum() || isBox(types[i]);
            accessors[i] = getter(lookup, type, components[i]).asType(GET);
        }
        Constructor<?> canonical = type.getDeclaredConstructor(types);
        canonical.trySetAccessible();
        constructor = lookup.unreflectConstructor(canonical)
                .asFixedArity()
                .asSpreader(Object[].class, types.length)
                .asType(MAKE);
        readResolve = Serializable.class.isAssignableFrom(type) ? cast(SerializationAccess.readResolve(type)) : null;
    }

    /** The field, since an accessor may give something else than what the record holds. */
    private MethodHandle getter(MethodHandles.Lookup lookup, Class<?> type, RecordComponent component)
            throws ReflectiveOperationException {
        Field field = type.getDeclaredField(component.getName());
        if (field.trySetAccessible()) {
            return lookup.unreflectGetter(field);
        }
        byFields = false;
        Method accessor = component.getAccessor();
        accessor.trySetAccessible();
        return lookup.unreflect(accessor);
    }

    private static boolean isBox(Class<?> type) {
        return type == BigInteger.class
                || type == BigDecimal.class
                || MethodType.methodType(type).unwrap().returnType().isPrimitive();
    }

    private static MethodHandle cast(MethodHandle handle) {
        return handle == null ? null : handle.asType(GET);
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        kryo.references().enterLate();
        writeComponents(kryo, output, object);
        kryo.references().leaveLate();
    }

    private void writeComponents(GraphKryo kryo, GraphOutput output, Object object) {
        for (int i = 0; i < accessors.length; i++) {
            Object value = call(accessors[i], object);
            if (codes[i] == 'L') {
                TypedValue.writeReference(kryo, output, types[i], value);
            } else {
                TypedValue.writePrimitive(output, codes[i], value);
            }
        }
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        Object[] values = new Object[types.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = codes[i] == 'L'
                    ? TypedValue.readReference(kryo, input, types[i])
                    : TypedValue.readPrimitive(input, codes[i]);
        }
        Object object;
        try {
            object = (Object) constructor.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new KryoException("the constructor of " + type.getName() + " failed: " + e, e);
        }
        if (byFields && unproved > 0) {
            requireSame(object, values);
            unproved--;
        }
        if (readResolve == null) {
            return object;
        }
        Object resolved = call(readResolve, object);
        if (resolved == null) {
            kryo.noteResolvedToNull(object.getClass());
        }
        kryo.referenceNothingFor(resolved);
        return resolved;
    }

    /** A constructor may make a component anew; one that makes other numbers or texts of its own would change them with each journey. */
    private void requireSame(Object object, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (isExact[i]) {
                Object kept = call(accessors[i], object);
                if (kept != values[i] && !Objects.equals(kept, values[i])) {
                    throw new KryoException(
                            "the constructor of the record " + object.getClass().getName()
                                    + " gives its component " + names[i]
                                    + " another value than the one that was sent; it must keep what it has made"
                                    + " itself");
                }
            }
        }
    }

    private static Object call(MethodHandle handle, Object object) {
        try {
            return (Object) handle.invokeExact(object);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new KryoException(e);
        }
    }

    /** Tries what the receiver would do. */
    @Override
    boolean takesNull(GraphKryo kryo, Object holder, Object part) {
        Object[] values = new Object[accessors.length];
        for (int i = 0; i < values.length; i++) {
            Object value = call(accessors[i], holder);
            values[i] = codes[i] == 'L' && value == part ? null : value;
        }
        try {
            Object _ = (Object) constructor.invokeExact(values);
            return true;
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw e;
        } catch (Throwable e) { // of the record, which wants no null
            return false;
        }
    }

    @Override
    String step(Object holder, Object part) {
        for (int i = 0; i < names.length; i++) {
            if (codes[i] == 'L' && call(accessors[i], holder) == part) {
                return "." + names[i];
            }
        }
        return "";
    }
}
