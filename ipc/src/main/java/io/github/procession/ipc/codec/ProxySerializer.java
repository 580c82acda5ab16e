package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

/** Serializer of the JDK's dynamic proxies: names of the interfaces, then the handler. */
final class ProxySerializer extends GraphSerializer {
    @Override
    void write(GraphKryo kryo, GraphOutput output, Object proxy) {
        if (!Proxy.isProxyClass(proxy.getClass())) {
            throw Refusal.of(kryo, proxy.getClass(), "is a handler of proxies without a class of its own");
        }
        kryo.references().enterLate();
        Class<?>[] interfaces = proxy.getClass().getInterfaces();
        output.writeVarInt(interfaces.length, true);
        for (Class<?> type : interfaces) {
            output.writeString(type.getName());
        }
        kryo.writeClassAndObject(output, Proxy.getInvocationHandler(proxy));
        kryo.references().leaveLate();
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        Class<?>[] interfaces = new Class<?>[input.readSize(1)];
        try {
            for (int i = 0; i < interfaces.length; i++) {
                interfaces[i] = ClassLoaders.find(input.readString(), kryo.getClassLoader());
            }
        } catch (ClassNotFoundException e) {
            throw new KryoException("there is no interface " + e.getMessage() + " in this process", e);
        }
        InvocationHandler handler = (InvocationHandler) kryo.readClassAndObject(input);
        ClassLoader loader = interfaces.length == 0 ? kryo.getClassLoader() : visibleFrom(interfaces, kryo);
        return Proxy.newProxyInstance(loader, interfaces, handler);
    }

    /** An interface that is not public must have its proxy in its own class loader. */
    private static ClassLoader visibleFrom(Class<?>[] interfaces, GraphKryo kryo) {
        for (Class<?> type : interfaces) {
            if (!Modifier.isPublic(type.getModifiers())) {
                return type.getClassLoader();
            }
        }
        return kryo.getClassLoader();
    }

    @Override
    String step(Object holder, Object part) {
        return ".<handler of the proxy>";
    }
}
