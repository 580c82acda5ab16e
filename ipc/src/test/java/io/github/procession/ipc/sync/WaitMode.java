package io.github.procession.ipc.sync;

import java.util.List;

/** How threads of this JVM wait: what the system property {@code procession.wait} chooses, for tests of both. */
public enum WaitMode {
    FUTEX,
    PORTABLE;

    /** Those that this JVM has: without native access it has no futex. */
    public static List<WaitMode> possible() {
        return Futex.class.getModule().isNativeAccessEnabled() ? List.of(values()) : List.of(PORTABLE);
    }

    /** The option with which another JVM has the same. */
    public static String nativeAccess() {
        return possible().contains(FUTEX) ? "--enable-native-access=ALL-UNNAMED" : "--illegal-native-access=deny";
    }

    /** Lets all waits from now on go this way. */
    public void use() {
        Futex.allow(this == FUTEX);
    }
}
