package io.github.procession.threading;

import io.github.procession.internal.call.TargetMethod;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/** Python's default names: {@code Thread-1}, {@code Thread-2 (download)} and so on. */
final class ThreadNames {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** By the class of the function: a method reference has one for each place where it stands. */
    private static final ClassValue<String[]> TARGETS = new ClassValue<>() {
        @Override
        protected String[] computeValue(Class<?> type) {
            return new String[1];
        }
    };

    private ThreadNames() {}

    /** The name; null and the empty one, as in Python, stand for the next number. */
    static String orNext(String name, Serializable target) {
        if (name != null && !name.isEmpty()) {
            return name;
        }
        String next = "Thread-" + NUMBERS.incrementAndGet();
        String function = target == null ? "" : nameOf(target);
        return function.isEmpty() ? next : next + " (" + function + ")";
    }

    private static String nameOf(Serializable target) {
        String[] known = TARGETS.get(target.getClass());
        if (known[0] == null) {
            known[0] = TargetMethod.nameOf(target); // if two threads do so, both find the same
        }
        return known[0];
    }
}
