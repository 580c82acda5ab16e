import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Formats every Java file of the project, or names those that are not formatted. A formatter parses with the compiler
 * of the JVM that it runs in, so it runs here on JDK 25 and not inside Maven, which may be on 17.
 */
final class Format {
    private static final Formatter FORMATTER = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(Style.PALANTIR).build());

    private Format() {}

    static void main(String[] args) throws IOException {
        var apply = args[0].equals("apply");
        List<Path> changed;
        try (var modules = Files.newDirectoryStream(Path.of(""), module -> Files.isDirectory(module.resolve("src")))) {
            var files = new ArrayList<Path>(List.of(Path.of(".mvn/Format.java")));
            for (var module : modules) {
                try (var sources = Files.walk(module.resolve("src"))) {
                    sources.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                }
            }
            changed = files.parallelStream()
                    .map(file -> format(file, apply))
                    .filter(Objects::nonNull)
                    .sorted()
                    .toList();
        }
        for (var file : changed) {
            IO.println((apply ? "formatted " : "not formatted: ") + file);
        }
        if (!apply && !changed.isEmpty()) {
            IO.println("Format them with: mvn -q -N -Pformat process-sources");
            System.exit(1);
        }
    }

    /** Returns the file when it was not formatted, else null. */
    private static Path format(Path file, boolean apply) {
        try {
            var source = Files.readString(file);
            var formatted = FORMATTER.formatSourceAndFixImports(source);
            if (formatted.equals(source)) {
                return null;
            }
            if (apply) {
                Files.writeString(file, formatted);
            }
            return file;
        } catch (FormatterException e) {
            throw new IllegalStateException(file + " cannot be parsed: " + e.diagnostics(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
