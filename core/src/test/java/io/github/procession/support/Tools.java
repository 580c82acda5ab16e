package io.github.procession.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/** Runs the programs of the JDK in a folder, with a cache and settings of their own. */
public final class Tools {
    private final Path folder;
    private String input = "";

    public Tools(Path folder) {
        this.folder = folder;
    }

    /** What the program reads. */
    public Tools input(String text) {
        input = text;
        return this;
    }

    /** Runs {@code java}, {@code jshell} or the like, or a program at an absolute path, and gives all that it prints. */
    public String run(String tool, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin").resolve(tool).toString()));
        if (tool.equals("jshell")) {
            Files.createDirectories(folder.resolve(".java/.userPrefs")); // else it says that it has made one
            command.add("-J-Djava.util.prefs.userRoot=" + folder);
        }
        command.addAll(withoutArchive(tool, arguments));
        command.addAll(arguments);
        Path output = Files.createTempFile("procession-test", ".out");
        Path inputFile = Files.writeString(Files.createTempFile("procession-test", ".in"), input);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(inputFile.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(Eventually.LIMIT.toSeconds() * 3, TimeUnit.SECONDS);
            String printed = Files.readString(output);
            assertTrue(ended, () -> command + " hangs: " + printed);
            return printed;
        } finally {
            process.destroyForcibly();
            Files.delete(output);
            Files.delete(inputFile);
        }
    }

    /** What makes an archive of classes outlives the program, and would write into a folder that its test removes. */
    private static List<String> withoutArchive(String tool, List<String> arguments) {
        String option = "-Dprocession.classArchive=false";
        return switch (tool) {
            case "java" -> List.of(option);
            case "jshell" -> List.of((arguments.contains("local") ? "-J" : "-R") + option);
            default -> List.of();
        };
    }

    /** Compiles source files. */
    public static void compile(Path classes, String classPath, Path... sources) {
        List<String> arguments = new ArrayList<>(List.of("-parameters", "-d", classes.toString(), "-cp", classPath));
        for (Path source : sources) {
            arguments.add(source.toString());
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertEquals(0, status);
    }
}
