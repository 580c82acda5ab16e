package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Serializer of ordinary objects, by all fields of their classes except static and transient ones. Fields that the
 * compiler added are included: an anonymous class keeps there what it captured.
 *
 * <p>It does the work of Kryo's {@code FieldSerializer} without generating classes at run time, on less stack, and with
 * the access that a module gives to this library rather than to Kryo.
 */
final class FieldsSerializer extends GraphSerializer {
    /** Types within types that are looked into. */
    private static final int MAX_VALUE_DEPTH = 3;

    private final Field[] fields;
    private final char[] codes;
    /** Null for classes whose objects are more than their elements, or lose none. */
    private final @Nullable LostElements lost;

    /**
     * Prepares the fields of a class.
     *
     * @param type the class
     * @param end the superclass at which to stop; its fields and those above are left out
     */
    FieldsSerializer(Class<?> type, Class<?> end) {
        List<Field> all = new ArrayList<>();
        for (Class<?> declaring = type; declaring != end; declaring = declaring.getSuperclass()) {
            addFields(declaring, all);
        }
        // An object that is, by way of others, an element of a set of its own is asked for its hash code before it is
        // complete.
        all.sort(Comparator.comparingInt(FieldsSerializer::turn));
        fields = all.toArray(new Field[0]);
        codes = new char[fields.length];
        for (int i = 0; i < fields.length; i++) {
            fields[i].setAccessible(true);
            codes[i] = TypedValue.code(fields[i].getType());
        }
        lost = isOfElements(type) ? LostElements.of(type, end, fields) : null;
    }

    /** Whether an object is nothing but its elements. */
    private static boolean isOfElements(Class<?> type) {
        return Iterable.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || Iterator.class.isAssignableFrom(type);
    }

    private static void addFields(Class<?> declaring, List<Field> all) {
        int start = all.size();
        for (Field field : declaring.getDeclaredFields()) {
            if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0) {
                all.add(field);
            }
        }
        // The JVM may list them in any order.
        all.subList(start, all.size()).sort(Comparator.comparing(Field::getName));
    }

    static boolean isSimple(Class<?> type) {
        return type.isPrimitive() || type == String.class || type.isEnum() || Number.class.isAssignableFrom(type);
    }

    /** Simple values come first, then values made of such, and collections last, which may lead back to the object. */
    private static int turn(Field field) {
        Class<?> type = field.getType();
        if (isSimple(type)) {
            return 0;
        }
        if (isValue(type, MAX_VALUE_DEPTH)) {
            return 1;
        }
        boolean isContainer = Iterable.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || type.isArray() && !type.getComponentType().isPrimitive();
        return isContainer ? 3 : 2;
    }

    /** Whether the fields of a type hold nothing but simple values, also through more such types, as keys of users do. */
    private static boolean isValue(Class<?> type, int depth) {
        if (isSimple(type)) {
            return true;
        }
        if (type.isArray()) {
            return isSimple(type.getComponentType());
        }
        if (UnsendableTypes.isOfJdk(type)) {
            return type != Comparable.class && Comparable.class.isAssignableFrom(type);
        }
        if (type.isInterface() || depth == 0) {
            return false;
        }
        try {
            for (Class<?> level = type; level != null && level != Object.class; level = level.getSuperclass()) {
                for (Field field : level.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && !isValue(field.getType(), depth - 1)) {
                        return false;
                    }
                }
            }
            return true;
        } catch (LinkageError e) { // a field of a class that is missing here
            return false;
        }
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        try {
            if (lost != null) {
                lost.requireNone(kryo, object);
            }
            for (int i = 0; i < fields.length; i++) {
                Field field = fields[i];
                switch (codes[i]) {
                    case 'I' -> output.writeVarInt(field.getInt(object), false);
                    case 'J' -> output.writeVarLong(field.getLong(object), false);
                    case 'Z' -> output.writeBoolean(field.getBoolean(object));
                    case 'D' -> output.writeDouble(field.getDouble(object));
                    case 'F' -> output.writeFloat(field.getFloat(object));
                    case 'B' -> output.writeByte(field.getByte(object));
                    case 'S' -> output.writeShort(field.getShort(object));
                    case 'C' -> output.writeChar(field.getChar(object));
                    default -> TypedValue.writeReference(kryo, output, field.getType(), field.get(object));
                }
            }
        } catch (IllegalAccessException e) {
            throw new KryoException(e);
        }
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        Object object = kryo.newInstance(type);
        kryo.reference(object);
        try {
            for (int i = 0; i < fields.length; i++) {
                Field field = fields[i];
                switch (codes[i]) {
                    case 'I' -> field.setInt(object, input.readVarInt(false));
                    case 'J' -> field.setLong(object, input.readVarLong(false));
                    case 'Z' -> field.setBoolean(object, input.readBoolean());
                    case 'D' -> field.setDouble(object, input.readDouble());
                    case 'F' -> field.setFloat(object, input.readFloat());
                    case 'B' -> field.setByte(object, input.readByte());
                    case 'S' -> field.setShort(object, input.readShort());
                    case 'C' -> field.setChar(object, input.readChar());
                    default -> field.set(object, TypedValue.readReference(kryo, input, field.getType()));
                }
            }
        } catch (IllegalAccessException e) {
            throw new KryoException(e);
        }
        return object;
    }

    @Override
    String step(Object holder, Object part) {
        try {
            for (Field field : fields) {
                if (!field.getType().isPrimitive() && field.get(holder) == part) {
                    return describe(field);
                }
            }
        } catch (IllegalAccessException e) {
            throw new KryoException(e);
        }
        return "";
    }

    private static String describe(Field field) {
        String name = field.getName();
        if (!field.isSynthetic()) {
            return "." + name;
        }
        // this$0 and val$name are the compiler's words for what an inner class takes from its surroundings.
        return name.startsWith("val$") ? "." + name.substring(4) : ".<enclosing object>";
    }
}
