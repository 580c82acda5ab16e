package io.github.procession.support;

import io.github.procession.multiprocessing.Multiprocessing;

/** Whether the tests run in a JVM that lets the library call native functions; what they start is to be like it. */
public final class NativeAccess {
    private NativeAccess() {}

    public static boolean isEnabled() {
        return Multiprocessing.class.getModule().isNativeAccessEnabled();
    }

    /** The option for a JVM with the library on its class path. */
    public static String option() {
        return isEnabled() ? "--enable-native-access=ALL-UNNAMED" : "--illegal-native-access=deny";
    }
}
