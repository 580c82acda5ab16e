package io.github.procession.ipc.jvm;

import io.github.procession.ipc.log.LogForwarding;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of this JVM that its children must share for the user's classes to behave alike: system properties,
 * assertions, preview features and everything that shapes the module graph.
 *
 * <p>What belongs to one JVM alone stays here: debuggers (their ports are taken), agents unless
 * {@code procession.agents=true} (they write files of one name), heap and collector flags (each child gets a share of its
 * own, see {@link HeapBound}), the JMX port.
 */
final class InheritedOptions {
    /** Whether children get the agents of this JVM, for coverage and tracing. */
    private static final String AGENTS = "procession.agents";

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
        "-XX:MaxRAM=", // the memory that the program may take the machine to have
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
        boolean agents = Boolean.getBoolean(AGENTS) || arguments.contains("-D" + AGENTS + "=true");
        List<String> kept = new ArrayList<>();
        for (String argument : arguments) {
            if ((startsWithAny(argument, PREFIXES) || agents && isAgent(argument))
                    && !startsWithAny(argument, EXCEPTIONS)
                    && !LogForwarding.isOwn(argument)) {
                kept.add(argument);
            }
        }
        return kept;
    }

    /** Debuggers are none: each child would want the same port. */
    private static boolean isAgent(String argument) {
        return argument.startsWith("-javaagent:")
                || argument.startsWith("-agentpath:")
                || argument.startsWith("-agentlib:") && !argument.startsWith("-agentlib:jdwp");
    }

    static boolean startsWithAny(String argument, String[] prefixes) {
        for (String prefix : prefixes) {
            if (argument.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
