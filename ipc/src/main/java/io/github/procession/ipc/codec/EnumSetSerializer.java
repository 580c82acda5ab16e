package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.EnumSet;

/**
 * Serializer of sets of constants of an enum: the enum, then the constants. Where the enum has none, only Java's serialization tells
 * which it is.
 */
final class EnumSetSerializer extends GraphSerializer {
    private static final MethodType REPLACE = MethodType.methodType(Object.class, Object.class);

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        EnumSet<?> set = ((EnumSet<?>) object).clone(); // another thread may change it meanwhile
        Registration constants = kryo.writeClass(output, enumOf(set));
        @SuppressWarnings("unchecked")
        Serializer<Object> serializer = constants.getSerializer();
        output.writeVarInt(set.size(), true);
        for (Enum<?> constant : set) {
            serializer.write(kryo, output, constant);
        }
    }

    private static Class<?> enumOf(EnumSet<?> set) {
        EnumSet<?> any = set.isEmpty() ? EnumSet.complementOf(set) : set;
        return any.isEmpty() ? enumWithoutConstants(set) : any.iterator().next().getDeclaringClass();
    }

    private static Class<?> enumWithoutConstants(EnumSet<?> set) {
        MethodHandle writeReplace = SerializationAccess.writeReplace(set.getClass());
        try {
            Object replacement = (Object) writeReplace.asType(REPLACE).invokeExact((Object) set);
            Class<?> type = replacement.getClass();
            return (Class<?>) JavaProtocol.of(type).field(replacement, type, "elementType");
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        Registration constants = kryo.readClass(input);
        if (constants == null || !constants.getType().isEnum()) {
            throw new DamagedMessageException("a set of the constants of no enum");
        }
        EnumSet set = EnumSet.noneOf(constants.getType());
        Serializer serializer = constants.getSerializer();
        int size = input.readSize(1);
        for (int i = 0; i < size; i++) {
            set.add(serializer.read(kryo, input, constants.getType()));
        }
        return set;
    }
}
