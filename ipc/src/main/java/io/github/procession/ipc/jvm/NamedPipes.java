package io.github.procession.ipc.jvm;

import io.github.procession.ipc.sync.Uninterruptibly;
import io.github.procession.ipc.system.ArrayRing;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Named pipes (FIFOs) in a folder, made some at a time by the system's {@code mkfifo}: Java cannot make one, and each run
 * of that program takes a millisecond.
 */
public final class NamedPipes {
    private static final String[] PROGRAMS = {"/usr/bin/mkfifo", "/bin/mkfifo"};

    private final File folder;
    private final String prefix;
    private final int batch;
    private final ArrayRing<File> unused = new ArrayRing<>(); // guarded by this, as is the next
    private int made;
    private boolean impossible = program() == null;

    /**
     * Pipes that are made when they are needed.
     *
     * @param folder where; only this user may enter it
     * @param prefix what their names begin with
     * @param batch how many are made at a time
     */
    public NamedPipes(File folder, String prefix, int batch) {
        this.folder = folder;
        this.prefix = prefix;
        this.batch = batch;
    }

    private static @Nullable String program() {
        for (String program : PROGRAMS) {
            if (new File(program).canExecute()) {
                return program;
            }
        }
        return null;
    }

    /**
     * Takes a pipe that no other caller has or gets. The caller deletes it.
     *
     * @return its file, or null where there can be none
     */
    public synchronized @Nullable File take() {
        File taken = unused.poll();
        while (taken != null && !taken.exists()) { // removed by a cleaner: opened, it would become a file
            taken = unused.poll();
        }
        if (taken != null || impossible) {
            return taken;
        }
        impossible = !make();
        return unused.poll();
    }

    private boolean make() {
        List<File> files = new ArrayList<>();
        List<String> line = new ArrayList<>(List.of(program(), "-m", "600"));
        for (int i = 0; i < batch; i++) {
            File file = new File(folder, prefix + made++);
            files.add(file);
            line.add(file.getPath());
        }
        try {
            java.lang.Process process = new ProcessBuilder(line)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (Uninterruptibly.call(process::waitFor) == 0) {
                unused.addAll(files);
                return true;
            }
        } catch (IOException _) {
            // then there are no named pipes
        }
        files.forEach(File::delete);
        return false;
    }

    /** Deletes the pipes that were not taken. */
    public synchronized void deleteAll() {
        unused.forEach(File::delete);
        unused.clear();
    }
}
