package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.OptionText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Options of the JVMs of children, unless a process sets others. */
final class JvmDefaults {
    /** Options for all children and theirs, with white space between them: a system property, and as such inherited. */
    static final String OPTIONS_PROPERTY = "procession.jvmOptions";

    private static final Pattern TWO_OPTIONS = Pattern.compile("\\s(-X|-D|--)");

    private static volatile Path executable;
    /** Null until they are asked for: a faulty property fails the start that needs it. */
    private static volatile @Nullable List<String> options;

    private JvmDefaults() {}

    private static List<String> options() {
        List<String> known = options;
        if (known == null) {
            known = fromProperty();
            options = known;
        }
        return known;
    }

    private static List<String> fromProperty() {
        String value = System.getProperty(OPTIONS_PROPERTY, "").strip();
        try {
            return OptionText.split(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("system property " + OPTIONS_PROPERTY + ": " + e.getMessage(), e);
        }
    }

    static Path executable() {
        return executable;
    }

    static void setExecutable(Path path) {
        executable = path;
    }

    static void setOptions(List<String> newOptions) {
        if (newOptions.contains("")) {
            throw new IllegalArgumentException("a JVM option is empty: " + newOptions);
        }
        for (String option : newOptions) {
            if (!option.startsWith("-D") && TWO_OPTIONS.matcher(option).find()) {
                throw new IllegalArgumentException(
                        "\"" + option + "\" is more than one JVM option: give each as an argument of its own");
            }
        }
        options = List.copyOf(newOptions);
    }

    /** The options for one child: the defaults, which its own children get too, then its own. */
    static List<String> with(List<String> own) {
        List<String> defaults = options();
        List<String> all = new ArrayList<>(defaults);
        if (!all.isEmpty()) {
            all.add("-D" + OPTIONS_PROPERTY + "=" + OptionText.join(defaults));
        }
        all.addAll(own);
        return all;
    }
}
