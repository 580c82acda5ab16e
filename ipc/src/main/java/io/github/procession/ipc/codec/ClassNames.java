package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.util.DefaultClassResolver;
import com.esotericsoftware.kryo.kryo5.util.IdentityObjectIntMap;
import com.esotericsoftware.kryo.kryo5.util.ObjectMap;
import org.jspecify.annotations.Nullable;

/**
 * Wire form of the classes in a graph: common ones of the JDK as a fixed number, the others by name, once a graph. A
 * mark in front of the name tells that a user's serializer wrote the objects.
 */
final class ClassNames extends DefaultClassResolver {
    /** Begins no name of a class. */
    private static final char USER_MARK = '!';

    private static final int NO_ID = -1;

    @Override
    @SuppressWarnings("rawtypes")
    public Registration getRegistration(Class type) {
        Registration registration = super.getRegistration(type);
        if (registration == null) {
            int id = FixedIds.of(type);
            if (id >= 0 && ((GraphKryo) kryo).userSerializer(type) == null) {
                registration = registerFixed(type, id);
            }
        }
        return registration;
    }

    /** Serializers of common classes are made when they are first met: most graphs need few of them. */
    private Registration registerFixed(Class<?> type, int id) {
        return register(new Registration(type, kryo.getDefaultSerializer(type), id));
    }

    @Override
    public @Nullable Registration readClass(Input input) {
        int written = input.readVarInt(true);
        if (written == 0) {
            return null;
        }
        if (written == NAME + 2) {
            return readName(input);
        }
        int id = written - 2;
        Registration registration = idToRegistration.get(id);
        if (registration == null) {
            Class<?> type = FixedIds.type(id);
            if (type == null) {
                throw new KryoException("no class has the number " + id);
            }
            registration = registerFixed(type, id);
            if (registration.getSerializer() instanceof UserSerializer user) {
                throw SerializerMismatch.senderHasNone(user, type);
            }
        }
        return registration;
    }

    /** Writing of a class as in Kryo's own resolver, but for the mark and for classes whose objects are replaced. */
    @Override
    @SuppressWarnings("rawtypes")
    protected void writeName(Output output, Class type, Registration registration) {
        if (registration.getSerializer() instanceof ReplacingSerializer) {
            output.writeVarInt(FixedIds.REPLACED + 2, true);
            return;
        }
        output.writeByte(NAME + 2);
        // A constant with a body has a class of its own, which is not the one of the registration.
        Class<?> named = Enum.class.isAssignableFrom(type) ? registration.getType() : type;
        writeName(output, named, registration.getSerializer() instanceof UserSerializer);
    }

    private void writeName(Output output, Class<?> type, boolean marked) {
        if (classToNameId == null) {
            classToNameId = new IdentityObjectIntMap<>();
        }
        int known = classToNameId.get(type, NO_ID);
        if (known != NO_ID) {
            output.writeVarInt(known, true);
            return;
        }
        int id = nextNameId++;
        classToNameId.put(type, id);
        output.writeVarInt(id, true);
        ClassLoaders.classGoesOut(type);
        output.writeString(
                marked ? USER_MARK + type.getName() : ((GraphKryo) kryo).marks().nameWithMark(type));
    }

    /** The name of a class for which the fixed number of another one stands in front of its objects. */
    void writeOwnName(Output output, Class<?> type) {
        writeName(output, type, false);
    }

    Registration readOwnName(Input input) {
        return readName(input);
    }

    @Override
    @SuppressWarnings("rawtypes")
    protected Class getTypeByName(String written) {
        if (written == null) {
            throw new KryoException("a class without a name");
        }
        boolean marked = !written.isEmpty() && written.charAt(0) == USER_MARK;
        Class<?> type = find(marked ? written.substring(1) : written, marked);
        if (((GraphKryo) kryo).userSerializer(type) instanceof UserSerializer user) {
            if (!marked) {
                throw SerializerMismatch.senderHasNone(user, type);
            }
        } else if (marked) {
            throw SerializerMismatch.receiverHasNone(type.getName());
        }
        return type;
    }

    /** The class of a name, which has the mark of its layout with it unless a user's serializer wrote the objects. */
    private Class<?> find(String written, boolean ofUser) {
        Class<?> known = super.getTypeByName(written);
        if (known != null) {
            return known;
        }
        String name = LayoutMark.nameIn(written);
        try {
            Class<?> lasting = ClassLoaders.findLasting(name, kryo.getClassLoader());
            Class<?> type = lasting == null ? ClassLoaders.find(name, kryo.getClassLoader()) : lasting;
            if (!ofUser) {
                ((GraphKryo) kryo).marks().requireSame(type, written);
            }
            if (lasting != null) {
                if (nameToClass == null) {
                    nameToClass = new ObjectMap<>();
                }
                nameToClass.put(written, type);
            }
            return type;
        } catch (ClassNotFoundException e) {
            throw new KryoException(ClassLoaders.missing(name, e), e);
        }
    }
}
