package io.github.procession.support;

import java.util.ArrayList;
import java.util.List;

/** Options by which a program has what the JVM of the tests has of its system. */
public final class LikeTheTests {
    private static final String SYSTEM = "procession.system";

    private LikeTheTests() {}

    /** Whether the tests run without what only Linux has: portable twins stand in for it. */
    public static boolean isPortable() {
        return "portable".equals(System.getProperty(SYSTEM));
    }

    /** For a JVM with the library on its class path. */
    public static List<String> options() {
        List<String> options = new ArrayList<>(List.of(NativeAccess.option()));
        if (isPortable()) {
            options.add("-D" + SYSTEM + "=portable");
        }
        return options;
    }
}
