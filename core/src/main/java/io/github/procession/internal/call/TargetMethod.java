package io.github.procession.internal.call;

import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The method behind a method reference or lambda, with the values that it has captured.
 *
 * <p>A child calls this method instead of building the lambda again, which costs 30 ms in a young JVM.
 *
 * @param executable the method or constructor
 * @param kind its reference kind, one of the constants of {@link MethodHandleInfo}
 * @param captured the captured values: the first parameters, after the receiver if the method has one
 */
public record TargetMethod(Executable executable, int kind, Object[] captured) {
    private static final Object[] NOTHING = {};

    /**
     * Finds the method behind a function.
     *
     * @return the method, or null when this is not possible and the object itself must travel
     */
    public static @Nullable TargetMethod of(Serializable function) {
        if (!function.getClass().isHidden()) {
            return ofObject(function);
        }
        SerializedLambda lambda = serializedForm(function);
        if (lambda == null) {
            return null;
        }
        Executable executable = find(function.getClass().getClassLoader(), lambda);
        if (executable == null) {
            return null;
        }
        Object[] captured = new Object[lambda.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = lambda.getCapturedArg(i);
        }
        return new TargetMethod(executable, lambda.getImplMethodKind(), captured);
    }

    /**
     * The name of a function, as Python's {@code __name__}: that of the method or class behind a method reference,
     * {@code <lambda>}, or nothing for other objects.
     */
    public static String nameOf(Serializable function) {
        SerializedLambda lambda = function.getClass().isHidden() ? serializedForm(function) : null;
        if (lambda == null) {
            return "";
        }
        String method = lambda.getImplMethodName();
        if (method.equals("<init>")) {
            String type = lambda.getImplClass();
            return type.substring(Math.max(type.lastIndexOf('/'), type.lastIndexOf('$')) + 1);
        }
        return method.startsWith("lambda$") ? "<lambda>" : method;
    }

    /** An object of a class that implements one of the functional interfaces by name: only its parameters are known. */
    private static @Nullable TargetMethod ofObject(Serializable function) {
        for (Method method : function.getClass().getMethods()) {
            boolean ofInterface =
                    method.getName().equals("run") || method.getName().equals("apply");
            if (ofInterface && !method.isBridge() && !Modifier.isAbstract(method.getModifiers())) {
                return new TargetMethod(method, MethodHandleInfo.REF_invokeVirtual, new Object[] {function});
            }
        }
        return null;
    }

    private static @Nullable SerializedLambda serializedForm(Serializable lambda) {
        try {
            Method writeReplace = lambda.getClass().getDeclaredMethod("writeReplace");
            return writeReplace.trySetAccessible() ? (SerializedLambda) writeReplace.invoke(lambda) : null;
        } catch (NoSuchMethodException e) {
            return null;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(
                    "cannot look into " + lambda.getClass().getName(), e);
        }
    }

    private static @Nullable Executable find(ClassLoader loader, SerializedLambda lambda) {
        Class<?> type;
        try {
            type = Class.forName(lambda.getImplClass().replace('/', '.'), false, loader);
        } catch (ClassNotFoundException e) {
            return null;
        }
        String descriptor = lambda.getImplMethodSignature();
        if (lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial) {
            return Descriptors.findConstructor(type, descriptor);
        }
        return Descriptors.findInherited(type, lambda.getImplMethodName(), descriptor);
    }

    /** Whether a child may call the method by reflection, in a module graph like this one. */
    public boolean isReachable() {
        Class<?> type = executable.getDeclaringClass();
        if (type.isHidden()) {
            return false;
        }
        Module own = TargetMethod.class.getModule();
        boolean everybodysOwn = Modifier.isPublic(executable.getModifiers()) && Modifier.isPublic(type.getModifiers());
        return type.getModule().isOpen(type.getPackageName(), own)
                || everybodysOwn && type.getModule().isExported(type.getPackageName(), own);
    }

    public boolean hasReceiver() {
        return executable instanceof Method && !Modifier.isStatic(executable.getModifiers());
    }

    public boolean isConstructor() {
        return executable instanceof Constructor;
    }

    /** How many arguments a caller gives: the parameters, and the receiver, that are not captured. */
    public int arity() {
        return executable.getParameterCount() + (hasReceiver() ? 1 : 0) - captured.length;
    }

    /** Type of an argument of the caller. */
    public Class<?> argumentType(int index) {
        int parameter = parameterIndex(index);
        return parameter < 0 ? executable.getDeclaringClass() : executable.getParameterTypes()[parameter];
    }

    /** Names of the caller's arguments; null for the receiver, and for all when the class was compiled without names. */
    public String[] argumentNames() {
        String[] names = new String[arity()];
        Parameter[] parameters = executable.getParameters();
        for (int i = 0; i < names.length; i++) {
            int parameter = parameterIndex(i);
            names[i] = parameter >= 0 && parameters[parameter].isNamePresent() ? parameters[parameter].getName() : null;
        }
        return names;
    }

    /** As {@link #argumentNames()}, but names that reflection does not have are looked for in the class or source file. */
    String[] searchedNames() {
        String[] all = ParameterNames.of(executable);
        String[] names = new String[arity()];
        for (int i = 0; i < names.length; i++) {
            int parameter = parameterIndex(i);
            names[i] = parameter >= 0 ? all[parameter] : null;
        }
        return names;
    }

    private int parameterIndex(int argument) {
        return argument + captured.length - (hasReceiver() ? 1 : 0);
    }

    /** Values for the child: what is captured, then the arguments. */
    public Object[] withCaptured(Object[] arguments) {
        if (captured.length == 0) {
            return arguments;
        }
        Object[] all = new Object[captured.length + arguments.length];
        System.arraycopy(captured, 0, all, 0, captured.length);
        System.arraycopy(arguments, 0, all, captured.length, arguments.length);
        return all;
    }

    /** The method as a user would name it, with its parameters. */
    public String describe() {
        return describe(argumentNames());
    }

    /** The method as a user would name it, with its parameters of these names, null where they are not known. */
    String describe(String[] names) {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < names.length; i++) {
            text.append(i == 0 ? "" : ", ").append(argumentType(i).getSimpleName());
            if (names[i] != null) {
                text.append(' ').append(names[i]);
            }
        }
        String parameters = text.append(')').toString();
        String simpleName = executable.getDeclaringClass().getSimpleName();
        if (isConstructor()) {
            return "new " + simpleName + parameters;
        } else if (!executable.isSynthetic()) {
            return simpleName + "." + executable.getName() + parameters;
        }
        return "the lambda " + (names.length == 0 ? "" : parameters + " ") + "in " + simpleName + surrounding();
    }

    /** The method that a lambda stands in, with a dot in front; nothing if its name does not say. */
    private String surrounding() {
        String[] parts = executable.getName().split("\\$"); // lambda$main$0
        return parts.length < 3 || parts[1].isEmpty() ? "" : "." + parts[1];
    }

    public static Object[] none() {
        return NOTHING;
    }
}
