package io.github.procession.ipc.jvm;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.SystemFiles;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The content of an {@link ArgumentFile}, in the charset in which the launcher reads it. As on command lines that
 * {@link ProcessBuilder} makes, a question mark stands for each character that the charset lacks.
 */
final class ArgumentText {
    /** The arguments of which the log has told that they get question marks. */
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private ArgumentText() {}

    /** The bytes of a file, of which a warning tells if they are not all of the arguments. */
    static byte[] encode(List<String> arguments) {
        Charset charset = SystemFiles.nativeCharset();
        CharsetEncoder encoder = charset.newEncoder();
        for (String argument : arguments) {
            if (!encoder.canEncode(argument)) {
                tell(argument.replaceFirst("=(?s).*", ""), charset); // what is behind it may be secret
            }
        }
        return of(arguments).getBytes(charset);
    }

    private static void tell(String name, Charset charset) {
        if (TOLD.add(name)) {
            LibraryLogger.of(ArgumentText.class)
                    .warn(
                            "children get question marks for characters of {} that the charset {} of this locale"
                                    + " lacks; in a locale with UTF-8, such as LC_ALL=C.UTF-8, they get all of it",
                            name,
                            charset);
        }
    }

    /** The text of a file. */
    static String of(List<String> arguments) {
        StringBuilder text = new StringBuilder();
        for (String argument : arguments) {
            quote(text, argument);
        }
        return text.toString();
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
