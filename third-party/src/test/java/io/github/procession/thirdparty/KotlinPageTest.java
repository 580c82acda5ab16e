package io.github.procession.thirdparty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the page for Kotlin compile with the options that it names, and print what it says. */
class KotlinPageTest {
    private static final Path PAGE = Path.of("..", "docs", "kotlin.md");
    private static final Pattern PROGRAM = Pattern.compile("(?s)```kotlin\n(.*?)```\n```text\n(.*?)```\n");
    private static final Pattern OPTIONS = Pattern.compile("compiled by Kotlin [\\d.]+ with `([^`]+)`");

    @TempDir
    private Path folder;

    @Test
    void programsCompileAndPrintWhatThePageSays() throws Exception {
        String page = Files.readString(PAGE);
        Matcher options = OPTIONS.matcher(page);
        assertTrue(options.find(), "the page names the compiler's options");
        Matcher programs = PROGRAM.matcher(page);
        int count = 0;
        for (; programs.find(); count++) {
            Path source = Files.writeString(folder.resolve("Page" + count + ".kt"), programs.group(1));
            Path classes = folder.resolve("classes" + count);
            compile(source, classes, List.of(options.group(1).split(" ")));
            assertEquals(programs.group(2), java(classes + File.pathSeparator + classPath(), "Page" + count + "Kt"));
        }
        assertEquals(count, page.split("```kotlin", -1).length - 1, "each program has its output");
        assertTrue(count > 0);
    }

    private void compile(Path source, Path classes, List<String> options) throws Exception {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-Werror", "-no-stdlib", "-no-reflect", "-cp", classPath()));
        arguments.addAll(List.of("-d", classes.toString(), source.toString()));
        java(classPath(), "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", arguments.toArray(String[]::new));
    }

    /** What is there: this module has no classes but its tests', and the compiler warns of a folder that is missing. */
    private static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator))
                .filter(entry -> Files.exists(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** What a program of a JVM of its own prints; it must end with status 0. */
    private String java(String classPath, String main, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                main));
        command.addAll(List.of(arguments));
        Path errors = folder.resolve("errors");
        java.lang.Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> printed + errors(errors));
        return printed;
    }

    private static String errors(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
