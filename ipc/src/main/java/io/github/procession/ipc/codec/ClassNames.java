package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.util.DefaultClassResolver;
import com.esotericsoftware.kryo.kryo5.util.ObjectMap;

/** Classes in a graph: common ones of the JDK by a fixed number, the others by name, once a graph. */
final class ClassNames extends DefaultClassResolver {
    @Override
    @SuppressWarnings("rawtypes")
    public Registration getRegistration(Class type) {
        Registration registration = super.getRegistration(type);
        if (registration == null) {
            int id = FixedIds.of(type);
            if (id >= 0) {
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
    public Registration readClass(Input input) {
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
        }
        return registration;
    }

    @Override
    @SuppressWarnings("rawtypes")
    protected Class getTypeByName(String name) {
        if (name == null) {
            throw new KryoException("a class without a name");
        }
        Class<?> known = super.getTypeByName(name);
        if (known != null) {
            return known;
        }
        try {
            Class<?> type = ClassLoaders.find(name, kryo.getClassLoader());
            if (nameToClass == null) {
                nameToClass = new ObjectMap<>();
            }
            nameToClass.put(name, type);
            return type;
        } catch (ClassNotFoundException e) {
            throw new KryoException("there is no class " + name + " in this process", e);
        }
    }
}
