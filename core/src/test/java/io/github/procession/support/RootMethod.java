package io.github.procession.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Runs a static method of a test as the program of a JVM of its own: see {@link #of}. */
public final class RootMethod {
    private RootMethod() {}

    public static RootJvm of(Class<?> test, String method) {
        return new RootJvm(RootMethod.class, test.getName(), method);
    }

    public static void main(String[] args) throws Throwable {
        Method method = Class.forName(args[0]).getDeclaredMethod(args[1]);
        method.setAccessible(true);
        try {
            method.invoke(null);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
