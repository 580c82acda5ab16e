package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.serializers.ClosureSerializer;
import java.util.ArrayList;
import java.util.List;

/** Words for the way from a value to an object deep inside it. Made only when something went wrong there. */
final class ObjectPath {
    private static final int MAX_STEPS = 24;

    private ObjectPath() {}

    /**
     * Describes a chain of objects of which each holds the next, such as {@code order.customer} and {@code .socket}. The
     * value's own class stands for the name of the variable, which is not known.
     *
     * @return the steps to the last object, none if that is the value itself
     */
    static List<String> steps(GraphKryo kryo, Object[] chain) {
        List<String> steps = new ArrayList<>();
        boolean needsName = true;
        for (int i = 0; i + 1 < chain.length; i++) {
            if (isLeftOut(i, chain.length - 1)) {
                if (i == MAX_STEPS / 2) {
                    steps.add("...");
                }
                continue;
            }
            String step = step(kryo, chain[i], chain[i + 1]);
            if (!step.isEmpty()) {
                boolean isField = step.charAt(0) == '.';
                steps.add(needsName && isField ? variableName(chain[i].getClass()) + step : step);
                needsName = !isField && step.charAt(0) != '[';
            }
        }
        return steps;
    }

    private static boolean isLeftOut(int index, int count) {
        return index >= MAX_STEPS / 2 && count - index > MAX_STEPS / 2;
    }

    /** Index of the element of the array at the header of a chain that leads to the second object; -1 if there is none. */
    static int element(Object[] chain) {
        if (chain.length > 1 && chain[0] instanceof Object[] array) {
            for (int i = 0; i < array.length; i++) {
                if (array[i] == chain[1]) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Names of the classes of a chain. */
    static List<String> classes(Object[] chain) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < chain.length; i++) {
            if (isLeftOut(i, chain.length)) {
                if (i == MAX_STEPS / 2) {
                    names.add("...");
                }
            } else if (chain[i] instanceof Class<?> type) {
                names.add(name(type));
            }
        }
        return names;
    }

    /** Not the names of what stands for classes that have none, or none in the message. */
    private static String name(Class<?> type) {
        if (type == ClosureSerializer.Closure.class) {
            return "a lambda";
        }
        return type == ReplacingSerializer.Replaced.class ? "a replacement" : type.getTypeName();
    }

    private static String step(GraphKryo kryo, Object holder, Object part) {
        try {
            Serializer<?> serializer = kryo.getSerializer(holder.getClass());
            return serializer instanceof GraphSerializer ours ? ours.step(holder, part) : "";
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // Reading a broken object again may fail again; a path with a gap is better than losing the first failure.
            return "";
        }
    }

    /** {@code Order} to {@code order}, as one would name a variable. */
    private static String variableName(Class<?> type) {
        String name = type.getSimpleName();
        if (name.isEmpty()) {
            String full = type.getName();
            name = full.substring(full.lastIndexOf('.') + 1);
        }
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
