package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An ordinary object, as all fields of its classes except static and transient ones. Fields that the compiler added are
 * included: an anonymous class keeps there what it captured.
 *
 * <p>It does the work of Kryo's {@code FieldSerializer} without generating classes at run time, on less stack, and with
 * the access that a module gives to this library rather than to Kryo.
 */
final class FieldsSerializer extends GraphSerializer {
    private final Field[] fields;
    private final char[] codes;

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
        fields = all.toArray(new Field[0]);
        codes = new char[fields.length];
        for (int i = 0; i < fields.length; i++) {
            fields[i].setAccessible(true);
            codes[i] = TypedValue.code(fields[i].getType());
        }
    }

    private static void addFields(Class<?> declaring, List<Field> all) {
        int start = all.size();
        for (Field field : declaring.getDeclaredFields()) {
            if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0) {
                all.add(field);
            }
        }
        // The JVM may list them in any order. Simple values come first: an object that refers to itself through a key
        // of a map is asked for its hash code before it is complete.
        all.subList(start, all.size())
                .sort(Comparator.comparing(FieldsSerializer::isPart).thenComparing(Field::getName));
    }

    private static boolean isPart(Field field) {
        Class<?> type = field.getType();
        return !type.isPrimitive() && type != String.class && !type.isEnum() && !Number.class.isAssignableFrom(type);
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        try {
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
