package io.github.procession.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A Java program that is compiled as a careful user would, or run from its source, in a JVM of its own. */
final class Snippet {
    /** Guards against hangs only. */
    private static final long LIMIT_MINUTES = 3;

    private static final Pattern CLASS_WITH_MAIN = Pattern.compile("(?ms)^class (\\w+)(?:(?!^class ).)*?void main\\(");
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private final String source;
    private final String mainClass;

    private Snippet(String source, String mainClass) {
        this.source = source;
        this.mainClass = mainClass;
    }

    /** Whether the text is a whole program, and not some statements or declarations. */
    static boolean isProgram(String text) {
        return CLASS_WITH_MAIN.matcher(text).find();
    }

    /** A program of one source file. */
    static Snippet program(String text) {
        var matcher = CLASS_WITH_MAIN.matcher(text);
        assertTrue(matcher.find(), () -> "no class with a main in\n" + text);
        return new Snippet(text, matcher.group(1));
    }

    /** A program whose main consists of the statements. */
    static Snippet statements(String declarations, String statements) {
        var source = """
            import io.github.procession.concurrent.Future;
            import io.github.procession.concurrent.Futures;
            import io.github.procession.concurrent.ProcessPoolExecutor;
            import io.github.procession.concurrent.ReturnWhen;
            import io.github.procession.multiprocessing.AsyncResult;
            import io.github.procession.multiprocessing.Client;
            import io.github.procession.multiprocessing.Connection;
            import io.github.procession.multiprocessing.DictProxy;
            import io.github.procession.multiprocessing.JoinableQueue;
            import io.github.procession.multiprocessing.Listener;
            import io.github.procession.multiprocessing.Lock;
            import io.github.procession.multiprocessing.Multiprocessing;
            import io.github.procession.multiprocessing.Pipe;
            import io.github.procession.multiprocessing.Pool;
            import io.github.procession.multiprocessing.Process;
            import io.github.procession.multiprocessing.Queue;
            import io.github.procession.queue.Empty;
            import io.github.procession.queue.Full;
            import io.github.procession.subprocess.CalledProcessError;
            import io.github.procession.subprocess.Redirect;
            import io.github.procession.subprocess.Subprocess;
            import io.github.procession.subprocess.TimeoutExpired;
            import java.io.EOFException;
            import java.net.InetSocketAddress;
            import java.time.Duration;
            import java.util.ArrayList;
            import java.util.List;
            import java.util.Map;
            import java.util.stream.IntStream;
            import org.slf4j.LoggerFactory;
            import org.slf4j.event.Level;

            class Work {
            %s
                void main() throws Exception {
            %s
                }
            }
            """.formatted(declarations, statements);
        return new Snippet(source, "Work");
    }

    /** Compiles and runs it, and returns what it printed; it must end with exit code 0. */
    String run(Path folder) throws IOException, InterruptedException {
        compile(folder);
        return java(folder, folder + File.pathSeparator + CLASS_PATH, mainClass);
    }

    /** Runs it from a source file, as {@code java File.java}, and returns what it printed. */
    String runFromSource(Path folder) throws IOException, InterruptedException {
        return java(
                folder,
                CLASS_PATH,
                Files.writeString(folder.resolve(mainClass + ".java"), source).toString());
    }

    private String java(Path folder, String classPath, String program) throws IOException, InterruptedException {
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        program)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            fail("the program hangs:\n" + source + Files.readString(out) + Files.readString(err));
        }
        assertEquals(0, process.exitValue(), source + Files.readString(out) + Files.readString(err));
        return Files.readString(out);
    }

    private void compile(Path folder) throws IOException {
        var file =
                new SimpleJavaFileObject(URI.create("string:///" + mainClass + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        var messages = new StringWriter();
        var options = List.of(
                "-d", folder.toString(), "-cp", CLASS_PATH, "-parameters", "-Xlint:all", "-Werror", "-proc:none");
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, options, null, List.of(file))
                .call();
        assertTrue(compiled, () -> messages + "\n" + source);
    }
}
