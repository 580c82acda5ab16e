package io.github.procession.ipc.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Options for what the manifest of a jar exports and opens when it is started by {@code java -jar}. A child has the jar on its class path,
 * where the JVM does not read that, so it gets the same as options.
 */
final class ManifestOptions {
    private ManifestOptions() {}

    static List<String> read() {
        String classPath = System.getProperty("java.class.path", "");
        String command = System.getProperty("sun.java.command", "");
        boolean startedFromJar =
                !classPath.isEmpty() && (command.equals(classPath) || command.startsWith(classPath + " "));
        if (!startedFromJar) {
            return List.of();
        }
        try (JarFile jar = new JarFile(classPath)) {
            Manifest manifest = jar.getManifest();
            return manifest == null ? List.of() : of(manifest.getMainAttributes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the jar that this JVM was started from: " + classPath, e);
        }
    }

    static List<String> of(Attributes manifest) {
        List<String> options = new ArrayList<>();
        add(options, "--add-exports=", manifest.getValue("Add-Exports"));
        add(options, "--add-opens=", manifest.getValue("Add-Opens"));
        return options;
    }

    private static void add(List<String> options, String option, String packages) {
        if (packages != null && !packages.isBlank()) {
            for (String each : packages.strip().split(" +")) {
                options.add(option + each + "=ALL-UNNAMED");
            }
        }
    }
}
