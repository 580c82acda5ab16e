package io.github.procession.internal.call;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Lookup of methods by name and descriptor, the form in which class files and start messages name them. */
public final class Descriptors {
    private Descriptors() {}

    public static String of(Executable executable) {
        StringBuilder text = new StringBuilder("(");
        for (Class<?> type : executable.getParameterTypes()) {
            text.append(type.descriptorString());
        }
        text.append(')');
        Class<?> result = executable instanceof Method method ? method.getReturnType() : void.class;
        return text.append(result.descriptorString()).toString();
    }

    /** The method that the class itself declares, or null. */
    public static @Nullable Method find(Class<?> type, String name, String descriptor) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name) && of(method).equals(descriptor)) {
                return method;
            }
        }
        return null;
    }

    /** The method that the class declares or inherits, or null. */
    public static Method findInherited(Class<?> type, String name, String descriptor) {
        for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
            Method method = find(declaring, name, descriptor);
            if (method != null) {
                return method;
            }
        }
        for (Class<?> implemented : type.getInterfaces()) {
            Method method = findInherited(implemented, name, descriptor);
            if (method != null) {
                return method;
            }
        }
        return type.getSuperclass() == null ? null : findInherited(type.getSuperclass(), name, descriptor);
    }

    public static @Nullable Constructor<?> findConstructor(Class<?> type, String descriptor) {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (of(constructor).equals(descriptor)) {
                return constructor;
            }
        }
        return null;
    }
}
