package io.github.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.RLock;
import io.github.procession.support.PublicCalls;
import io.github.procession.support.PublicObjects;
import io.github.procession.support.RootMethod;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.lang.reflect.TypeVariable;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A public constructor or method that is given a null which it cannot take says which argument was null, and changes nothing. */
class NullArgumentsTest {
    private static final String RIGHT = "taken, or refused with a sentence";

    private static boolean isTriedOnAnObject(Executable call) {
        return call instanceof Method
                && !Modifier.isStatic(call.getModifiers())
                && !call.getDeclaringClass().isRecord()
                && !Throwable.class.isAssignableFrom(call.getDeclaringClass())
                && !call.getDeclaringClass().getPackageName().endsWith(".function")
                && !call.getDeclaringClass().isAnnotationPresent(FunctionalInterface.class)
                && !call.getName().equals("equals")
                && !required(call).isEmpty();
    }

    private static boolean isTried(Executable call) {
        return (call instanceof Constructor<?>
                                && !Modifier.isAbstract(call.getDeclaringClass().getModifiers())
                        || Modifier.isStatic(call.getModifiers()))
                && !call.getDeclaringClass().isEnum()
                && !required(call).isEmpty();
    }

    /** The places of the parameters that may not be null. */
    private static List<Integer> required(Executable call) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < call.getParameterCount(); i++) {
            Parameter parameter = call.getParameters()[i];
            AnnotatedType type = parameter.getAnnotatedType();
            if (!parameter.getType().isPrimitive()
                    && !(type.getType() instanceof TypeVariable<?>)
                    && !(parameter.getType() == Object.class)
                    && !parameter.isVarArgs()
                    && !type.isAnnotationPresent(Nullable.class)) {
                found.add(i);
            }
        }
        return found;
    }

    private static Object any(Class<?> type) {
        if (type == int.class) {
            return 1;
        }
        if (type.isPrimitive()) {
            return Array.get(Array.newInstance(type, 1), 0);
        }
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        for (Object value : List.of(
                "x",
                List.of(),
                Stream.empty(),
                new InetSocketAddress("localhost", 1),
                new IllegalStateException(),
                new RLock(),
                Pipe.open().first())) {
            if (type.isInstance(value)) {
                return value;
            }
        }
        return type.isInterface()
                ? Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, _) -> method.getReturnType() == boolean.class ? (Object) true : null)
                : null;
    }

    private static String outcome(Executable call, @Nullable Object receiver, int place) throws Exception {
        Object[] arguments = new Object[call.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == place ? null : any(call.getParameterTypes()[i]);
        }
        try {
            if (call instanceof Method method) {
                method.invoke(receiver, arguments);
            } else {
                ((Constructor<?>) call).newInstance(arguments);
            }
            return RIGHT;
        } catch (InvocationTargetException e) {
            String name = call.getParameters()[place].getName();
            boolean isNamed = name.equals(e.getCause().getMessage());
            return e.getCause() instanceof NullPointerException && !isNamed
                    ? e.getCause().toString()
                    : RIGHT;
        }
    }

    static void tryAllOnObjects() throws Exception {
        PublicObjects objects = new PublicObjects();
        for (Map.Entry<String, Executable> call :
                PublicCalls.calls(NullArgumentsTest::isTriedOnAnObject).entrySet()) {
            for (int place : required(call.getValue())) {
                Object receiver = objects.of(call.getValue().getDeclaringClass());
                String before = receiver.toString();
                String outcome = outcome(call.getValue(), receiver, place);
                String after = receiver.toString();
                System.out.println(call.getKey() + " "
                        + call.getValue().getParameters()[place].getName() + ": "
                        + (after.equals(before) ? "" : before + " has become " + after + " ") + outcome);
            }
        }
        System.exit(0);
    }

    static void tryAll() throws Exception {
        for (Map.Entry<String, Executable> call :
                PublicCalls.calls(NullArgumentsTest::isTried).entrySet()) {
            for (int place : required(call.getValue())) {
                System.out.println(call.getKey() + " "
                        + call.getValue().getParameters()[place].getName() + ": "
                        + outcome(call.getValue(), null, place));
            }
        }
        System.exit(0);
    }

    private static void assertAllRight(String program) throws Exception {
        String out = RootMethod.of(NullArgumentsTest.class, program)
                .run()
                .succeeded()
                .out();
        assertTrue(out.lines().count() > 100, out);
        assertEquals(
                List.of(),
                out.lines().filter(line -> !line.endsWith(": " + RIGHT)).toList());
    }

    @Test
    void theArgumentOfAConstructorIsNamed() throws Exception {
        assertAllRight("tryAll");
    }

    @Test
    void theArgumentOfAMethodIsNamed() throws Exception {
        assertAllRight("tryAllOnObjects");
    }
}
