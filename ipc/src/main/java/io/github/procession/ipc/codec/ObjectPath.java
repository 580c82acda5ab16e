package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Serializer;

/** Words for the way from a value to an object deep inside it. Made only when something went wrong there. */
final class ObjectPath {
    private static final int MAX_STEPS = 24;

    private ObjectPath() {}

    /**
     * Describes a chain of objects of which each holds the next, such as {@code order.customer.socket}. The value's own
     * class stands for the name of the variable that nobody knows.
     *
     * @return the path to the last object, empty if that is the value itself
     */
    static String describe(GraphKryo kryo, Object[] chain) {
        if (chain.length < 2) {
            return "";
        }
        StringBuilder path = new StringBuilder();
        boolean needsName = true;
        for (int i = 0; i + 1 < chain.length; i++) {
            int left = chain.length - 1 - i;
            if (i >= MAX_STEPS / 2 && left > MAX_STEPS / 2) {
                if (i == MAX_STEPS / 2) {
                    path.append("...");
                }
                continue;
            }
            String step = step(kryo, chain[i], chain[i + 1]);
            if (!step.isEmpty()) {
                needsName = append(path, step, chain[i], needsName);
            }
        }
        return path.toString();
    }

    /** Returns whether what follows begins a new expression. */
    private static boolean append(StringBuilder path, String step, Object holder, boolean needsName) {
        boolean isPhrase = step.charAt(0) != '.' && step.charAt(0) != '[';
        if (!path.isEmpty() && (needsName || isPhrase)) {
            path.append(" > ");
        }
        if (needsName && step.charAt(0) == '.') {
            path.append(variableName(holder.getClass()));
        }
        path.append(step);
        return isPhrase;
    }

    private static String step(GraphKryo kryo, Object holder, Object part) {
        try {
            Serializer<?> serializer = kryo.getSerializer(holder.getClass());
            return serializer instanceof GraphSerializer ours ? ours.step(holder, part) : "";
        } catch (RuntimeException | LinkageError e) {
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
