package io.github.procession.ipc.jvm;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A command line too long for the operating system, moved into a file that the {@code java} launcher reads. */
final class ArgumentFile {
    /** Windows refuses 32,767 characters, Linux 131,072 in one argument. */
    private static final int LIMIT_CHARS = 30_000;

    private static final Map<String, Path> WRITTEN = new HashMap<>();

    private ArgumentFile() {}

    /**
     * Gives a command that does the same and is short enough.
     *
     * @param command launcher and arguments
     * @param directory where a file may be left for as long as children start
     * @return the command itself, or the launcher with {@code @file}
     * @throws IOException when the file cannot be written
     */
    static List<String> shorten(List<String> command, Path directory) throws IOException {
        int chars = 0;
        for (String argument : command) {
            chars += argument.length() + 1;
        }
        if (chars <= LIMIT_CHARS) {
            return command;
        }
        return List.of(command.get(0), "@" + write(text(command.subList(1, command.size())), directory));
    }

    /** The content of an argument file. */
    static String text(List<String> arguments) {
        StringBuilder text = new StringBuilder();
        for (String argument : arguments) {
            quote(text, argument);
        }
        return text.toString();
    }

    /** One file for all children with the same command line. */
    private static synchronized Path write(String content, Path directory) throws IOException {
        Path file = WRITTEN.get(content);
        if (file == null || !Files.exists(file)) {
            file = Files.createTempFile(directory, "args-", "");
            Files.writeString(file, content, Charset.forName(System.getProperty("native.encoding")));
            WRITTEN.put(content, file);
        }
        return file;
    }

    private static void quote(StringBuilder text, String argument) {
        text.append('"');
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\f' -> text.append("\\f");
                default -> text.append(c);
            }
        }
        text.append("\"\n");
    }
}
