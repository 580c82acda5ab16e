package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.function.SerializableUnaryOperator;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of the types that each {@link SyncManager} has, as Python's manager takes them: which may be left out, what stands for them
 * then, and of what classes the others are.
 */
final class StandardArguments {
    private static final Object REQUIRED = new Object();

    /**
     * One argument.
     *
     * @param name its name in messages
     * @param absent stands for one that is left out; {@link #REQUIRED} if none may be
     * @param isNullable whether null may be given
     * @param types the classes of which one must fit; none for any
     */
    private record Parameter(String name, @Nullable Object absent, boolean isNullable, Class<?>... types) {
        boolean takes(@Nullable Object value) {
            if (value == null) {
                return isNullable;
            }
            for (Class<?> type : types) {
                if (type.isInstance(value)) {
                    return true;
                }
            }
            return types.length == 0;
        }
    }

    private static final List<Parameter> NONE = List.of();
    private static final List<Parameter> ENTRIES = List.of(new Parameter("entries", Map.of(), false, Map.class));
    private static final List<Parameter> ELEMENTS =
            List.of(new Parameter("elements", List.of(), false, Collection.class));
    private static final List<Parameter> MAXSIZE = List.of(new Parameter("maxsize", 0, false, Integer.class));
    private static final List<Parameter> PERMITS = List.of(new Parameter("value", 1, false, Integer.class));

    private StandardArguments() {}

    private static List<Parameter> of(String typeid) {
        return switch (typeid) {
            case "dict", "Namespace" -> ENTRIES;
            case "list", "set" -> ELEMENTS;
            case "Array" -> List.of(new Parameter("elements", REQUIRED, false, Collection.class));
            case "Value" -> List.of(new Parameter("value", REQUIRED, true));
            case "Queue", "JoinableQueue" -> MAXSIZE;
            case "Semaphore", "BoundedSemaphore" -> PERMITS;
            case "Condition" -> List.of(new Parameter("lock", null, true, LockProxy.class));
            case "Barrier" ->
                List.of(
                        new Parameter("parties", REQUIRED, false, Integer.class),
                        new Parameter("action", null, true, Action0.class),
                        new Parameter("timeout", null, true, Duration.class));
            case "Pool" ->
                List.of(new Parameter("processes", null, true, Integer.class, SerializableUnaryOperator.class));
            case "Lock", "RLock", "Event" -> NONE;
            default -> throw new IllegalArgumentException("typeid=" + typeid + " is no type that each manager has");
        };
    }

    /**
     * The arguments with which an object of a type is made.
     *
     * @throws IllegalArgumentException if there are too few or too many, or one is of another class
     */
    static Object[] complete(String typeid, Object[] given) {
        List<Parameter> parameters = of(typeid);
        long required =
                parameters.stream().filter(each -> each.absent == REQUIRED).count();
        if (given.length < required || given.length > parameters.size()) {
            throw new IllegalArgumentException(
                    "typeid=" + typeid + " is made with " + count(required, parameters) + ", not with " + given.length);
        }
        Object[] complete = new Object[parameters.size()];
        for (int i = 0; i < complete.length; i++) {
            Parameter parameter = parameters.get(i);
            complete[i] = i < given.length ? given[i] : parameter.absent;
            if (!parameter.takes(complete[i])) {
                throw new IllegalArgumentException("typeid=" + typeid + ": " + parameter.name + "=" + given[i]
                        + (given[i] == null ? "" : " of " + given[i].getClass().getTypeName())
                        + " is no "
                        + Stream.of(parameter.types).map(Class::getSimpleName).collect(Collectors.joining(" and no ")));
            }
        }
        if (typeid.equals("Namespace")) {
            requireNames((Map<?, ?>) complete[0]);
        }
        return complete;
    }

    private static void requireNames(Map<?, ?> entries) {
        for (Object name : entries.keySet()) {
            if (!(name instanceof String)) {
                throw new IllegalArgumentException("typeid=Namespace: entries has the key " + name
                        + ", and names of a namespace are of class String");
            }
        }
    }

    /** Such as: 1 to 3 arguments (parties, action, timeout). */
    private static String count(long required, List<Parameter> parameters) {
        if (parameters.isEmpty()) {
            return "no arguments";
        }
        int most = parameters.size();
        String names = parameters.stream().map(Parameter::name).collect(Collectors.joining(", "));
        return (required == most ? "" : required + " to ") + most + (most == 1 ? " argument (" : " arguments (") + names
                + ")";
    }
}
