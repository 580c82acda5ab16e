package io.github.procession.ipc.jvm;

import java.util.ArrayList;
import java.util.List;

/**
 * The choice of those JVM options that count for an archive of classes.
 *
 * <p>The archive is made in the background by runs of the same JVM with these options. So an option that has an effect outside its
 * JVM is not among them: such a run would replace the recording of the child that the user wanted, or open its port.
 */
final class ArchiveOptions {
    /** Beginnings of options that may differ between JVMs that share an archive. */
    private static final String[] SHAPELESS = {
        "-D",
        "-Xlog",
        "-XX:ActiveProcessorCount=",
        "-XX:MaxRAM",
        "-XX:MinRAMPercentage=",
        "-XX:ErgoHeapSizeLimit=",
        "-XX:-ExitOnOutOfMemoryError",
        "-XX:+Dump",
        "-XX:+HeapDump",
        "-Xms", // no background work takes that much memory
        "-XX:InitialHeapSize=",
        "-XX:InitialRAMPercentage=",
        "-XX:MinHeapSize=",
        "-XX:+AlwaysPreTouch",
    };

    /** Beginnings of options with which there is no archive: the user's own choice about them, or options that are not known. */
    private static final String[] NO_ARCHIVE = {
        "-XX:SharedArchiveFile",
        "-XX:+AutoCreateSharedArchive",
        "-XX:ArchiveClassesAtExit",
        "-XX:DumpLoadedClassList",
        "-XX:SharedClassListFile",
        "-XX:AOT",
        "-XX:Flags=",
        "-XX:VMOptionsFile=",
        "-Xshare:off",
        "-Xshare:on",
        "-Xshare:dump",
        "-Xrun",
        "-javaagent:",
        "-agentlib:",
        "-agentpath:",
        "-Djava.system.class.loader=",
    };

    private ArchiveOptions() {}

    /** Whether a JVM with these options can have an archive of the library's. */
    static boolean allowArchive(List<String> options) {
        for (String option : options) {
            if (InheritedOptions.startsWithAny(option, NO_ARCHIVE)) {
                return false;
            }
        }
        return true;
    }

    /** The options that shape the memory layout of a JVM and its modules: two JVMs that share them can share an archive. */
    static List<String> shaping(List<String> options) {
        List<String> shaping = new ArrayList<>();
        for (String option : options) {
            if (!InheritedOptions.startsWithAny(option, SHAPELESS) && !OutsideEffects.of(option) && !hasText(option)) {
                shaping.add(option);
            }
        }
        return shaping;
    }

    /** Whether an option has a text as its value. Texts name files, commands and methods; what shapes a JVM has a number or a switch. */
    private static boolean hasText(String option) {
        if (!option.startsWith("-XX:")) {
            return false;
        }
        String value = option.substring(option.indexOf('=') + 1);
        return value.length() < option.length()
                && !value.isEmpty()
                && value.charAt(0) != '-'
                && !Character.isDigit(value.charAt(0))
                && !value.equals("true")
                && !value.equals("false");
    }
}
