package io.github.procession.internal;

/** Check whether this JVM has the JDK's flight recorder. In an image without the module {@code jdk.jfr} pools have no events. */
public final class FlightRecorder {
    /** True if events may be made. */
    public static final boolean IS_THERE = isThere();

    private FlightRecorder() {}

    private static boolean isThere() {
        try {
            Class.forName("jdk.jfr.Event", false, FlightRecorder.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }
}
