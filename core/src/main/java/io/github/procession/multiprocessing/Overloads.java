package io.github.procession.multiprocessing;

import io.github.procession.internal.call.Primitives;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Choice between public methods of one name, as the compiler would choose for the same arguments. */
final class Overloads {
    private Overloads() {}

    /**
     * A method and the arguments in the form in which it takes them.
     *
     * @param method the method
     * @param arguments widened, and collected into an array where the method takes any number of them
     */
    record Choice(Method method, Object[] arguments) {}

    /** The method of a class that takes what a method of an interface, which the class need not know, takes; or null. */
    static Method declared(Class<?> type, Method method) {
        Class<?>[] taken = method.getParameterTypes();
        List<Choice> fitting = new ArrayList<>();
        for (Method own : type.getMethods()) {
            if (own.getName().equals(method.getName()) && takes(own.getParameterTypes(), taken)) {
                fitting.add(new Choice(own, null));
            }
        }
        Choice best = mostSpecific(fitting, new Object[taken.length]);
        return best == null ? null : best.method();
    }

    private static boolean takes(Class<?>[] parameters, Class<?>[] arguments) {
        if (parameters.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!parameters[i].isAssignableFrom(arguments[i])) {
                return false;
            }
        }
        return true;
    }

    /** The public method of an object that takes such arguments. */
    static Choice named(Object object, String name, Object[] arguments) {
        List<Method> methods = new ArrayList<>();
        for (Method method : object.getClass().getMethods()) {
            if (method.getName().equals(name)
                    && method.getDeclaringClass() != Object.class
                    && !Modifier.isStatic(method.getModifiers())) {
                methods.add(method);
            }
        }
        Choice best = choose(methods, arguments, method -> converted(method.getParameterTypes(), arguments));
        if (best == null) {
            best = choose(methods, arguments, method -> method.isVarArgs() ? collected(method, arguments) : null);
        }
        if (best == null) {
            throw new UnsupportedOperationException("the object of class "
                    + object.getClass().getName()
                    + (methods.isEmpty()
                            ? " has no public method " + name
                            : " has no method " + name + " that takes " + typesOf(arguments) + ", but "
                                    + methods.stream()
                                            .map(RemoteMethods::key)
                                            .sorted()
                                            .toList()));
        }
        RemoteMethods.accessible(best.method());
        return best;
    }

    private static Choice choose(List<Method> methods, Object[] arguments, Function<Method, Object[]> conversion) {
        List<Choice> fitting = new ArrayList<>();
        for (Method method : methods) {
            Object[] converted = conversion.apply(method);
            if (converted != null) {
                fitting.add(new Choice(method, converted));
            }
        }
        return mostSpecific(fitting, arguments);
    }

    /** The arguments as the parameters take them, or null if they do not. */
    private static Object @Nullable [] converted(Class<?>[] parameters, Object[] arguments) {
        if (parameters.length != arguments.length) {
            return null;
        }
        Object[] converted = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            boolean fits = argument == null
                    ? !parameters[i].isPrimitive()
                    : Primitives.boxed(parameters[i]).isInstance(argument);
            converted[i] = fits || argument == null ? argument : Primitives.widen(parameters[i], argument);
            if (!fits && converted[i] == null) {
                return null;
            }
        }
        return converted;
    }

    /** The same for a method that takes any number of arguments. */
    private static Object @Nullable [] collected(Method method, Object[] arguments) {
        Class<?>[] parameters = method.getParameterTypes();
        int last = parameters.length - 1;
        if (arguments.length < last) {
            return null;
        }
        Class<?> component = parameters[last].getComponentType();
        Class<?>[] all = Arrays.copyOf(parameters, arguments.length);
        Arrays.fill(all, last, all.length, component);
        Object[] converted = converted(all, arguments);
        if (converted == null) {
            return null;
        }
        Object rest = Array.newInstance(component, arguments.length - last);
        for (int i = last; i < converted.length; i++) {
            Array.set(rest, i - last, converted[i]);
        }
        Object[] collected = Arrays.copyOf(converted, parameters.length);
        collected[last] = rest;
        return collected;
    }

    /** Method whose parameters are narrower than those of all others; the first of those that remain, null if there is none. */
    private static Choice mostSpecific(List<Choice> fitting, Object[] arguments) {
        Choice best = null;
        for (Choice each : fitting) {
            if (best == null || isNarrower(each.method(), best.method(), arguments)) {
                best = each;
            }
        }
        return best;
    }

    private static boolean isNarrower(Method one, Method other, Object[] arguments) {
        Class<?>[] types = one.getParameterTypes();
        Class<?>[] others = other.getParameterTypes();
        if (types.length != others.length) {
            return types.length > others.length;
        }
        for (int i = 0; i < types.length; i++) {
            if (!isNarrower(types[i], others[i], i < arguments.length ? arguments[i] : null)) {
                return false;
            }
        }
        return !Arrays.equals(types, others) || other.getReturnType().isAssignableFrom(one.getReturnType());
    }

    private static boolean isNarrower(Class<?> type, Class<?> other, Object argument) {
        if (type == other) {
            return true;
        }
        if (type.isPrimitive() && other.isPrimitive()) {
            return Primitives.rank(type) < Primitives.rank(other);
        }
        if (type.isPrimitive() || other.isPrimitive()) {
            boolean isOwn = argument != null && Primitives.boxed(type) == argument.getClass();
            boolean isOthers = argument != null && Primitives.boxed(other) == argument.getClass();
            return isOwn == isOthers ? type.isPrimitive() : isOwn;
        }
        return other.isAssignableFrom(type);
    }

    private static String typesOf(Object[] arguments) {
        List<String> types = new ArrayList<>();
        for (Object argument : arguments) {
            types.add(argument == null ? "null" : argument.getClass().getName());
        }
        return types.toString();
    }
}
