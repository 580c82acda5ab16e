package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Marks that are compared by identity, such as {@code static final Object NULL = new Object()}: they arrive as the value
 * of the same static field.
 *
 * <p>A mark is an object without instance fields, or an array without elements, that is the value of a static final field. The field is looked for in
 * the object's class and in the classes of the objects that hold it, nearest first, each with its superclasses, interfaces
 * and enclosing classes; for an instance without fields also in the classes nested in its own, where a holder keeps it that is
 * initialized on demand. A lock of an instance is the value of no static field, and arrives as a new object.
 */
final class IdentityMarks {
    /** Objects above a mark whose classes are looked at: bounds the cost of a lock deep inside a graph. */
    static final int REACH = 32;

    private static final Field[] NONE = {};

    private static final ClassValue<Field[]> FIELDS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            return findFields(type);
        }
    };

    private static final ClassValue<Boolean> STATELESS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return hasNoFields(type);
        }
    };

    private IdentityMarks() {}

    /**
     * Whether objects of a class have no fields, so that nothing but identity tells them apart. Transient fields of the JDK's classes, such as a list's
     * count of changes, are no state.
     */
    static boolean isStateless(Class<?> type) {
        return STATELESS.get(type);
    }

    private static boolean hasNoFields(Class<?> type) {
        for (Class<?> level = type; level != null; level = level.getSuperclass()) {
            int without = Modifier.STATIC | (Access.isClosed(level) ? Modifier.TRANSIENT : 0);
            for (Field field : level.getDeclaredFields()) {
                if ((field.getModifiers() & without) == 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The static field that a stateless object which is being written is the value of, or null if there is none. */
    static @Nullable Field find(GraphKryo kryo, Object mark) {
        Class<?> type = mark.getClass();
        Field field = type == Object.class ? null : find(FIELDS.get(type), mark);
        Class<?> seen = type;
        int depth = kryo.getDepth() - 1;
        for (int i = 0; field == null && i < REACH && depth > 0; i++, depth--) {
            Object holder = kryo.references().holder(depth);
            if (holder != null && holder.getClass() != seen) {
                seen = holder.getClass();
                field = find(FIELDS.get(seen), mark);
            }
        }
        return field;
    }

    private static @Nullable Field find(Field[] fields, Object mark) {
        for (Field field : fields) {
            // Reading a field initializes its class, which is left alone as long as the field cannot hold the mark.
            if (field.getType().isInstance(mark) && value(field) == mark) {
                return field;
            }
        }
        return null;
    }

    private static @Nullable Object value(Field field) {
        try {
            return field.get(null);
        } catch (IllegalAccessException | LinkageError e) {
            return null; // a class that cannot be initialized holds no marks
        }
    }

    private static Field[] findFields(Class<?> type) {
        List<Field> found = new ArrayList<>();
        for (Class<?> place : places(type)) {
            addFields(place, found);
        }
        if (isStateless(type) && !type.isArray() && !type.isHidden() && !Access.isClosed(type)) {
            addHolders(type, found);
        }
        return found.isEmpty() ? NONE : found.toArray(NONE);
    }

    /** Adds the constants of a class's own type in the classes nested in it. */
    private static void addHolders(Class<?> type, List<Field> found) {
        try {
            for (Class<?> nested : type.getDeclaredClasses()) {
                List<Field> fields = new ArrayList<>();
                addFields(nested, fields);
                fields.removeIf(field -> field.getType() != type);
                found.addAll(fields);
            }
        } catch (LinkageError e) {
            // A class file that has lost a class nested in it.
        }
    }

    /** The classes whose constants an object of a class may be or hold. */
    static Set<Class<?>> places(Class<?> type) {
        Set<Class<?>> places = new LinkedHashSet<>();
        if (type.isArray()) {
            return places(type.getComponentType());
        }
        addPlaces(type.isHidden() ? surrounding(type) : type, places);
        return places;
    }

    /** The class in which a lambda or method reference is written. */
    private static @Nullable Class<?> surrounding(Class<?> lambda) {
        String name = lambda.getName();
        int end = name.indexOf("$$Lambda");
        try {
            return end < 0 ? null : Class.forName(name.substring(0, end), false, lambda.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private static void addPlaces(Class<?> type, Set<Class<?>> places) {
        if (type == null || Access.isClosed(type) || !places.add(type)) {
            return;
        }
        addPlaces(type.getSuperclass(), places);
        for (Class<?> each : type.getInterfaces()) {
            addPlaces(each, places);
        }
        try {
            addPlaces(type.getEnclosingClass(), places);
        } catch (LinkageError e) { // of a class file that has lost its surroundings
            return;
        }
    }

    private static void addFields(Class<?> place, List<Field> found) {
        int wanted = Modifier.STATIC | Modifier.FINAL;
        try {
            for (Field field : place.getDeclaredFields()) {
                if ((field.getModifiers() & wanted) == wanted
                        && mayHoldMark(field.getType())
                        && field.trySetAccessible()) {
                    found.add(field);
                }
            }
        } catch (LinkageError e) {
            // A class whose fields have types that are missing here.
        }
    }

    private static boolean mayHoldMark(Class<?> type) {
        return !type.isPrimitive() && !type.isEnum() && (type.isInterface() || hasNoFields(type));
    }

    static void write(GraphOutput output, Field field) {
        Class<?> place = field.getDeclaringClass();
        ClassLoaders.classGoesOut(place);
        output.writeString(place.getName());
        output.writeString(field.getName());
    }

    static Object read(GraphKryo kryo, GraphInput input) {
        String className = input.readString();
        String fieldName = input.readString();
        try {
            Field field = ClassLoaders.find(className, kryo.getClassLoader()).getDeclaredField(fieldName);
            field.setAccessible(true);
            return field.get(null);
        } catch (ReflectiveOperationException | NullPointerException | InaccessibleObjectException e) {
            throw new KryoException(
                    "there is no static field " + className + "." + fieldName + " in this process: " + e, e);
        }
    }
}
