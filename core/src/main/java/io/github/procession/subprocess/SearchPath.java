package io.github.procession.subprocess;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Search for a program in the folders of the {@code PATH} of its own environment, as in Python. The JDK looks in those of
 * this JVM's environment alone.
 */
final class SearchPath {
    private static final String VARIABLE = "PATH";

    private SearchPath() {}

    /**
     * Chooses what the JDK starts. A name that it finds itself stays as it is, for the program sees it.
     *
     * @param program from the user
     * @param environment of the program
     * @param cwd the folder that the program works in; null for that of this JVM
     * @return the program, or its file
     * @throws NoSuchFileException if none of the folders has it
     * @throws AccessDeniedException if one has it, and it is not allowed to run it
     */
    static String find(String program, Map<String, String> environment, @Nullable Path cwd) throws IOException {
        String path = environment.get(VARIABLE);
        String own = System.getenv(VARIABLE);
        if (Platform.IS_WINDOWS || path == null || path.equals(own) || program.contains("/") || program.isEmpty()) {
            return program;
        }
        File base = cwd == null ? new File(System.getProperty("user.dir")) : cwd.toFile();
        File found = firstIn(path, program, base, true);
        if (found != null) {
            boolean isOwn = own != null && found.equals(firstIn(own, program, base, true));
            return isOwn ? program : found.getPath();
        }
        if (firstIn(path, program, base, false) != null) {
            throw new AccessDeniedException(program, null, "not allowed to run it");
        }
        throw new NoSuchFileException(program, null, "no such program in the PATH of its environment");
    }

    private static @Nullable File firstIn(String path, String program, File base, boolean runs) {
        for (String name : path.split(File.pathSeparator, -1)) { // an empty name is the folder that it works in
            File folder = new File(name).isAbsolute() ? new File(name) : new File(base, name);
            File file = new File(folder, program).getAbsoluteFile();
            if (runs ? file.isFile() && file.canExecute() : file.exists()) {
                return file;
            }
        }
        return null;
    }
}
