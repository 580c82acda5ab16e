package io.github.procession.tools;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A run of the JDK's compiler over a program that begins with one source file. */
final class Compilation {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");

    /**
     * What it has found.
     *
     * @param mainClass the first class of the file
     * @param sources the files that were read
     */
    record Result(String mainClass, SortedSet<Path> sources) {}

    /** Refusal of a source file. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    private Compilation() {}

    /**
     * Compiles a file, and those that it uses.
     *
     * @param file its real path
     * @param text what is in it
     * @param classPath what it is compiled with
     * @param classes the folder for what the compiler makes
     * @return the main class and the source files
     * @throws RefusedException if it does not compile; what the compiler says is on the error stream then
     */
    static Result compile(Path file, String text, String classPath, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new RefusedException("This Java has no compiler: 'run' needs a JDK "
                    + Runtime.version().feature() + ".");
        }
        Matcher matcher = PACKAGE.matcher(text);
        String inPackage = matcher.find() ? matcher.group(1) : "";
        Path root = file.getParent();
        for (int i = 0; !inPackage.isEmpty() && root != null && i < inPackage.split("\\.").length; i++) {
            root = root.getParent();
        }
        List<String> options = new ArrayList<>(List.of(
                "-parameters", "-proc:none", "-XDstringConcat=inline", "-d", classes.toString(), "-cp", classPath));
        if (root != null) {
            options.addAll(List.of("-sourcepath", root.toString()));
        }
        StringWriter messages = new StringWriter();
        List<String> declared = new ArrayList<>();
        TreeSet<Path> sources = new TreeSet<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task =
                    (JavacTask) compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file));
            task.addTaskListener(new TaskListener() {
                @Override
                public void finished(TaskEvent event) {
                    JavaFileObject source = event.getSourceFile();
                    if (event.getKind() == TaskEvent.Kind.PARSE && source != null) {
                        Path parsed = Path.of(source.toUri());
                        sources.add(parsed);
                        if (parsed.equals(file)) {
                            addClasses(declared, event.getCompilationUnit());
                        }
                    }
                }
            });
            boolean compiles = task.call();
            if (!messages.toString().isBlank()) {
                System.err.print(messages);
            }
            if (!compiles) {
                throw new RefusedException("The program does not compile: " + file + missing(classPath));
            }
        }
        if (declared.isEmpty()) {
            throw new RefusedException("The source file " + file + " declares no class.");
        }
        return new Result(declared.getFirst(), sources);
    }

    /** Names of the classes of a file; {@code java File.java} runs the first one, too. */
    private static void addClasses(List<String> names, CompilationUnitTree unit) {
        String prefix = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
        for (var type : unit.getTypeDecls()) {
            if (type instanceof ClassTree declared) {
                names.add(prefix + declared.getSimpleName());
            }
        }
    }

    /** What the class path names in vain, of which the compiler says nothing. */
    private static String missing(String classPath) {
        List<String> missing = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!entry.endsWith("*") && !Files.exists(Path.of(entry))) {
                missing.add(entry);
            }
        }
        return missing.isEmpty() ? "" : " (not there: " + String.join(", ", missing) + ")";
    }
}
