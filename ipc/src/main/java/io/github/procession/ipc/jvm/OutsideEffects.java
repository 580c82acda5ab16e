package io.github.procession.ipc.jvm;

/**
 * JVM options that have an effect outside of their JVM as soon as it starts: they write files, open ports or load agents.
 *
 * <p>The library starts JVMs that the user has not asked for, spares and runs that make an archive of classes. With such an option each of
 * them would write over the recording or the log of the child that the user wanted, or take its port.
 */
final class OutsideEffects {
    private static final String[] BEGINNINGS = {
        "-XX:StartFlightRecording",
        "-XX:+FlightRecorder",
        "-XX:+DumpPerfMapAtExit",
        "-XX:+LogCompilation",
        "-XX:+LogVMOutput",
        "-XX:+ManagementServer",
        "-XX:+Pause",
        "-XX:+PerfDataSave",
        "-XX:Flags=", // options that are not known
        "-XX:VMOptionsFile=",
        "-Xloggc:",
        "-Xrun",
        "-javaagent:",
        "-agentlib:",
        "-agentpath:",
        "-Dcom.sun.management.",
    };

    private static final String LOG = "-Xlog:";

    private OutsideEffects() {}

    /** Whether an option is such a one. */
    static boolean of(String option) {
        return InheritedOptions.startsWithAny(option, BEGINNINGS) || option.startsWith(LOG) && hasFile(option);
    }

    /** Whether the second part of {@code -Xlog:what:output:decorators:options} is a file. */
    private static boolean hasFile(String option) {
        String[] parts = option.split(":");
        return parts.length > 2 && !parts[2].isEmpty() && !parts[2].equals("stdout") && !parts[2].equals("stderr");
    }
}
