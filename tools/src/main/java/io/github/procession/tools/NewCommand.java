package io.github.procession.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code new}, which makes a project. */
@Command(
        name = "new",
        description = "Makes a Maven project in a new folder, with one program and one test.",
        mixinStandardHelpOptions = true)
final class NewCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /** Files of the project by the names of their templates. */
    private static final Map<String, String> FILES = Map.of(
            "pom.xml", "pom.xml",
            "Main.java", "src/main/java/app/Main.java",
            "MainTest.java", "src/test/java/app/MainTest.java",
            "gitignore", ".gitignore",
            "README.md", "README.md");

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "Name of the project and of its folder, such as word-count.")
    private String name;

    NewCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The name '" + Text.clean(name)
                            + "' must be of small letters, digits and hyphens, such as word-count.");
        }
        Path folder = Path.of(name).toAbsolutePath();
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(folder + " is there already: choose another name.");
        }
        try {
            write(folder, name);
        } catch (IOException e) {
            Compiled.deleteTree(folder); // half a project would be in the way of the next attempt
            throw new IOException("Cannot write " + folder + ": " + Failure.text(e), e);
        }
        spec.commandLine().getOut().println("written: " + folder);
        spec.commandLine().getOut().println("next:    cd " + name + " && mvn -q verify exec:exec");
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Writes the files of a project. */
    static void write(Path folder, String name) throws IOException {
        Properties versions = Version.all();
        versions.setProperty("name", name);
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path target = folder.resolve(file.getValue());
            Files.createDirectories(target.getParent());
            Files.writeString(target, filled(file.getKey(), versions));
        }
    }

    private static String filled(String template, Properties versions) throws IOException {
        try (InputStream in = NewCommand.class.getResourceAsStream("project/" + template + ".txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String key : versions.stringPropertyNames()) {
                text = text.replace("@" + key + "@", versions.getProperty(key));
            }
            return text;
        }
    }
}
