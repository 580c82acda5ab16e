package io.github.procession.multiprocessing;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Handler of Ctrl-C that interrupts a thread. The JDK offers handlers of signals in {@code sun.misc.Signal} of module
 * {@code jdk.unsupported}; it is called by reflection because javac warns, without a way to switch that off, where the
 * class is named in source code.
 */
final class Sigint {
    private Sigint() {}

    /** Interrupts the thread at each SIGINT; one that comes while the thread has not taken the last is handled as before. */
    static void interrupt(Thread thread) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object signal = signalType.getConstructor(String.class).newInstance("INT");
            Method usual = handlerType.getMethod("handle", signalType);
            Object[] before = new Object[1];
            Object handler = Proxy.newProxyInstance(
                    handlerType.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, a) -> {
                        if (method.getDeclaringClass() == Object.class) {
                            return switch (method.getName()) {
                                case "equals" -> proxy == a[0];
                                case "hashCode" -> System.identityHashCode(proxy);
                                default -> "interrupt of " + thread;
                            };
                        }
                        if (thread.isInterrupted() || !thread.isAlive()) {
                            usual.invoke(before[0], signal);
                        } else {
                            thread.interrupt();
                        }
                        return null;
                    });
            before[0] = signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("SIGINT cannot be handled: this JVM has no module jdk.unsupported", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "SIGINT cannot be handled: this JVM was started with -Xrs, as children are", e);
        }
    }
}
