package io.github.procession.ipc.jvm;

import io.github.procession.ipc.log.LogForwarding;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of this JVM that its children must share for the user's classes to behave alike: system properties,
 * assertions, preview features and everything that shapes the module graph.
 *
 * <p>What belongs to one JVM alone stays here: agents and debuggers (their ports are taken), heap and collector flags
 * (each child gets a share of its own), the JMX port.
 */
final class InheritedOptions {
    private static final String[] PREFIXES = {
        "-D",
        "-ea",
        "-da",
        "-esa",
        "-dsa",
        "-enableassertions",
        "-disableassertions",
        "-enablesystemassertions",
        "-disablesystemassertions",
        "--enable-preview",
        "--add-opens=",
        "--add-exports=",
        "--add-reads=",
        "--add-modules=",
        "--limit-modules=",
        "--upgrade-module-path=",
        "--patch-module=",
        "--enable-native-access=",
        "--illegal-native-access=",
        "--sun-misc-unsafe-memory-access=",
        "--enable-final-field-mutation=",
        "--illegal-final-field-mutation=",
        "-Xss",
        "-Xbootclasspath/a:",
    };

    private static final String[] EXCEPTIONS = {
        "-Djava.class.path=",
        "-Djdk.module.",
        "-Dcom.sun.management.",
        "-Dsun.java.",
        "-Dstdout.encoding=",
        "-Dstderr.encoding=",
        "-D" + ArgumentFile.PROPERTY + "=",
        "-Dprocession.log", // each parent says for its children what they log, and where
    };

    /** Environment variables whose options are in the list already; in a child they would count, and print, twice. */
    static final String[] VARIABLES = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"};

    private InheritedOptions() {}

    /** Reads the options that this JVM was started with and keeps those that a child inherits, in order. */
    static List<String> read() {
        return select(StartOptions.get());
    }

    static List<String> select(List<String> arguments) {
        List<String> kept = new ArrayList<>();
        for (String argument : arguments) {
            if (startsWithAny(argument, PREFIXES)
                    && !startsWithAny(argument, EXCEPTIONS)
                    && !LogForwarding.isOwn(argument)) {
                kept.add(argument);
            }
        }
        return kept;
    }

    private static boolean startsWithAny(String argument, String[] prefixes) {
        for (String prefix : prefixes) {
            if (argument.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
