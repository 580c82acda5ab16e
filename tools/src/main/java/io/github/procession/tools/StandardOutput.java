package io.github.procession.tools;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The standard output of this process, which remembers that it could not be written to: writers keep that to themselves. */
final class StandardOutput extends OutputStream {
    /** What a shell says of a command that the signal of a closed pipe has ended, as it ends other tools. */
    static final int PIPE_IS_CLOSED = 128 + 13;

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private @Nullable IOException failure;

    StandardOutput() {}

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    /** Why not everything was written; null if it was. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Whether the reader of a pipe has gone, which is no error: it has seen what it wanted. */
    boolean isClosedPipe() {
        return failure != null && isPipe();
    }

    /** What the system says of a failure is in the user's language; nothing but a reader that has gone makes a write to a pipe fail. */
    private static boolean isPipe() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
        } catch (IOException _) { // another system
            return false;
        }
    }
}
