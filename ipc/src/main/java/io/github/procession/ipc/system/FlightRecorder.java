package io.github.procession.ipc.system;

/**
 * State of the JDK's flight recorder: whether it is in use. A JVM's first event, recorded or not, costs it a few hundred classes and some tenths of a second
 * of processor time. So the library makes events only from the first recording on. In an image without the module
 * {@code jdk.jfr} it makes none.
 */
public final class FlightRecorder {
    private static final boolean IS_THERE = isThere();

    private FlightRecorder() {}

    /**
     * Whether events may be made.
     *
     * @return true from this JVM's first recording on, by an option, {@code jcmd} or the API
     */
    public static boolean isInUse() {
        return IS_THERE && jdk.jfr.FlightRecorder.isInitialized();
    }

    private static boolean isThere() {
        try {
            Class.forName("jdk.jfr.Event", false, FlightRecorder.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }
}
