package io.github.procession.multiprocessing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What children get for a JVM unless a process says otherwise. */
final class JvmDefaults {
    /** Options for all children and theirs, separated by spaces: a system property, and as such inherited. */
    static final String OPTIONS_PROPERTY = "procession.jvmOptions";

    private static volatile Path executable;
    private static volatile List<String> options = fromProperty();

    private JvmDefaults() {}

    private static List<String> fromProperty() {
        String value = System.getProperty(OPTIONS_PROPERTY, "").strip();
        return value.isEmpty() ? List.of() : List.of(value.split("\\s+"));
    }

    static Path executable() {
        return executable;
    }

    static void setExecutable(Path path) {
        executable = path;
    }

    static void setOptions(List<String> newOptions) {
        for (String option : newOptions) {
            if (option.isEmpty() || option.chars().anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException("a JVM option for all children cannot contain white space: \""
                        + option + "\"; give it to each process");
            }
        }
        options = List.copyOf(newOptions);
    }

    /** The options for one child: the defaults, which its own children get too, then its own. */
    static List<String> with(List<String> own) {
        List<String> all = new ArrayList<>(options);
        if (!all.isEmpty()) {
            all.add("-D" + OPTIONS_PROPERTY + "=" + String.join(" ", options));
        }
        all.addAll(own);
        return all;
    }
}
