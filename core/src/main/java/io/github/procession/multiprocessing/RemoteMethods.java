package io.github.procession.multiprocessing;

import io.github.procession.ipc.system.PerClass;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The methods of a proxy's interface that run at the server: the abstract ones, by name and types of parameters. */
final class RemoteMethods {
    private static final Set<Class<?>> MAY_BE_NULL = Set.of(Object.class, Duration.class, Comparator.class);

    private static final PerClass<RemoteMethods> OF = new PerClass<>(RemoteMethods::new);

    private static final ClassValue<Boolean> GUARDED = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> proxyType) {
            return proxyType.getInterfaces()[0].isAnnotationPresent(Guarded.class);
        }
    };

    /** Implementations of interface methods, for each class. */
    private static final PerClass<Map<Method, Method>> TARGETS = new PerClass<>(_ -> new ConcurrentHashMap<>());

    private final Map<String, Method> byKey = new HashMap<>();
    private final Map<Method, String> keys = new HashMap<>();

    private RemoteMethods(Class<?> type) {
        for (Method method : type.getMethods()) {
            keys.put(method, makeKey(method));
            if (Modifier.isAbstract(method.getModifiers())) {
                byKey.putIfAbsent(makeKey(method), method);
            }
        }
        for (Method method : type.getMethods()) {
            if (method.isDefault() && !method.isBridge()) {
                byKey.remove(makeKey(method));
            }
        }
    }

    static Map<String, Method> of(Class<?> type) {
        return OF.get(type).byKey;
    }

    static String key(Method method) {
        return OF.get(method.getDeclaringClass()).keys.get(method);
    }

    /** Refuses null for a parameter of an interface of this package that does not take it. */
    static void requireArguments(Method method, Object @Nullable [] args) {
        for (int i = 0; args != null && i < args.length; i++) {
            if (args[i] == null && requires(method, i)) {
                throw new NullPointerException(method.getParameters()[i].getName());
            }
        }
    }

    /** Known by types, as the annotations are there at compile time only: time limits, comparators and values may be null. */
    static boolean requires(Method method, int place) {
        return method.getDeclaringClass().getPackage() == RemoteMethods.class.getPackage()
                && !(method.getGenericParameterTypes()[place] instanceof TypeVariable<?>)
                && !MAY_BE_NULL.contains(method.getParameterTypes()[place]);
    }

    private static String makeKey(Method method) {
        StringBuilder key = new StringBuilder(method.getName()).append('(');
        for (Class<?> parameter : method.getParameterTypes()) {
            key.append(key.charAt(key.length() - 1) == '(' ? "" : ",").append(parameter.getName());
        }
        return key.append(')').toString();
    }

    /** Whether results of this proxy are to be unmodifiable copies. */
    static boolean isGuarded(Object proxy) {
        return GUARDED.get(proxy.getClass());
    }

    /** Whether a method runs no code of users for which others would have to wait. */
    static boolean takesNoFunction(Method method) {
        for (Class<?> parameter : method.getParameterTypes()) {
            if (Function.class.isAssignableFrom(parameter)
                    || BiFunction.class.isAssignableFrom(parameter)
                    || Predicate.class.isAssignableFrom(parameter)) {
                return false;
            }
        }
        return true;
    }

    /** The method of an object that does what a method of an interface says, whether its class knows the interface or not. */
    static Method target(Class<?> type, Method method) {
        return TARGETS.get(type).computeIfAbsent(method, _ -> findTarget(type, method));
    }

    private static Method findTarget(Class<?> type, Method method) {
        if (method.getDeclaringClass().isAssignableFrom(type)) {
            return accessible(method);
        }
        Method own = Overloads.declared(type, method);
        if (own == null) {
            throw new UnsupportedOperationException(
                    "the object of class " + type.getName() + " has no method " + makeKey(method));
        }
        return accessible(own);
    }

    static Method accessible(Method method) {
        method.trySetAccessible(); // of a class that is not public
        return method;
    }
}
