package io.github.procession.multiprocessing;

import io.github.procession.ipc.report.LibraryLogger;
import java.util.List;

/** The list of classes that spare JVMs initialize in advance, and its check before a spare gets it. */
final class Preload {
    static final String IGNORE = "ignore";
    private static final String WARN = "warn";
    private static final String FAIL = "fail";

    private Preload() {}

    /** The names; those of classes that this process cannot find are an error, or warned of, as {@code onError} says. */
    static List<String> checked(List<String> classNames, String onError) {
        if (!List.of(IGNORE, WARN, FAIL).contains(onError)) {
            throw new IllegalArgumentException("onError=" + onError + " is none of ignore, warn and fail");
        }
        List<String> names = List.copyOf(classNames);
        for (String name : onError.equals(IGNORE) ? List.<String>of() : names) {
            if (!isThere(name)) {
                String message =
                        "the class " + name + " cannot be loaded in advance: this process has none of that name; a"
                                + " nested class is written with $, as in Outer$Inner";
                if (onError.equals(FAIL)) {
                    throw new IllegalArgumentException(message);
                }
                LibraryLogger.of(Preload.class).warn(message);
            }
        }
        return names;
    }

    private static boolean isThere(String name) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            Class.forName(name, false, context == null ? ClassLoader.getSystemClassLoader() : context);
            return true;
        } catch (ClassNotFoundException | LinkageError _) {
            return false;
        }
    }
}
