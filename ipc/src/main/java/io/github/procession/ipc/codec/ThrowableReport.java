package io.github.procession.ipc.codec;

import io.github.procession.serialization.RemoteException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Description of an exception in words: class, message, text, stack trace, causes and suppressed exceptions.
 * It is written and read without any code of the exceptions' classes except {@code getMessage}, {@code getCause} and
 * {@code toString}.
 */
final class ThrowableReport {
    /** Causes and suppressed exceptions beyond these are left out. */
    private static final int MAX_EXCEPTIONS = 64;

    private static final int MAX_FRAMES = 1024;
    private static final int MAX_TEXT_CHARS = 100_000;
    private static final int NONE = -1;

    private ThrowableReport() {}

    static void write(HeaderWriter writer, Throwable root) {
        Map<Throwable, Integer> numbers = new IdentityHashMap<>();
        List<Throwable> all = new ArrayList<>();
        number(root, numbers, all);
        for (int i = 0; i < all.size(); i++) {
            number(cause(all.get(i)), numbers, all);
            for (Throwable suppressed : all.get(i).getSuppressed()) {
                number(suppressed, numbers, all);
            }
        }
        writer.writeCount(all.size());
        for (Throwable throwable : all) {
            writeOne(writer, throwable, numbers);
        }
    }

    private static void number(Throwable throwable, Map<Throwable, Integer> numbers, List<Throwable> all) {
        if (throwable != null && all.size() < MAX_EXCEPTIONS && !numbers.containsKey(throwable)) {
            numbers.put(throwable, all.size());
            all.add(throwable);
        }
    }

    /** The trace; none where the user's class has its own idea of it. */
    private static StackTraceElement[] frames(Throwable throwable) {
        StackTraceElement[] frames = null;
        try {
            frames = throwable.getStackTrace();
        } catch (Throwable e) {
            // as if it had none
        }
        return frames == null || Arrays.asList(frames).contains(null) ? new StackTraceElement[0] : frames;
    }

    private static void writeOne(HeaderWriter writer, Throwable throwable, Map<Throwable, Integer> numbers) {
        writer.writeString(throwable.getClass().getName());
        writer.writeText(message(throwable));
        writer.writeString(text(throwable));
        StackTraceElement[] frames = frames(throwable);
        int frameCount = Math.min(frames.length, MAX_FRAMES);
        writer.writeCount(frameCount);
        for (int i = 0; i < frameCount; i++) {
            writeFrame(writer, frames[i]);
        }
        writer.writeInt(numbers.getOrDefault(cause(throwable), NONE));
        List<Integer> suppressed = new ArrayList<>();
        for (Throwable other : throwable.getSuppressed()) {
            Integer number = numbers.get(other);
            if (number != null) {
                suppressed.add(number);
            }
        }
        writer.writeCount(suppressed.size());
        for (int number : suppressed) {
            writer.writeInt(number);
        }
    }

    /** Leaves out what the frame itself does not print, because the copy cannot be told not to print it. */
    private static void writeFrame(HeaderWriter writer, StackTraceElement frame) {
        String loader = frame.getClassLoaderName();
        boolean builtInLoader = "app".equals(loader) || "platform".equals(loader) || "bootstrap".equals(loader);
        String module = frame.getModuleName();
        boolean jdkModule = module != null && (module.startsWith("java.") || module.startsWith("jdk."));
        writer.writeText(builtInLoader ? null : loader);
        writer.writeText(module);
        writer.writeText(jdkModule ? null : frame.getModuleVersion());
        writer.writeString(frame.getClassName());
        writer.writeString(frame.getMethodName());
        writer.writeText(frame.getFileName());
        writer.writeInt(frame.getLineNumber());
    }

    // The classes of exceptions may be any: a method that fails must not hide the exception that it belongs to.

    private static Throwable cause(Throwable throwable) {
        try {
            Throwable cause = throwable.getCause();
            return cause == throwable ? null : cause;
        } catch (Throwable e) { // also a checked one, of a compiler that is not Java's
            return e;
        }
    }

    private static String message(Throwable throwable) {
        try {
            return shorten(throwable.getMessage());
        } catch (Throwable e) { // also a checked one, of a compiler that is not Java's
            return "(its getMessage() failed: " + e.getClass().getName() + ")";
        }
    }

    private static String text(Throwable throwable) {
        try {
            String text = shorten(throwable.toString());
            return text != null ? text : throwable.getClass().getName();
        } catch (Throwable e) { // also a checked one, of a compiler that is not Java's
            return throwable.getClass().getName() + ": " + message(throwable);
        }
    }

    private static String shorten(String text) {
        return text == null || text.length() <= MAX_TEXT_CHARS ? text : text.substring(0, MAX_TEXT_CHARS) + "...";
    }

    /**
     * Makes the stand-in for an exception that could not be rebuilt.
     *
     * @param reason why it could not, null if it could not even be sent
     */
    static RemoteException read(HeaderReader reader, Throwable reason) {
        int count = reader.readCount(1);
        if (count == 0 || count > MAX_EXCEPTIONS) {
            throw DamagedMessageException.decoding("a report of " + count + " exceptions");
        }
        RemoteException[] all = new RemoteException[count];
        int[] causes = new int[count];
        int[][] suppressed = new int[count][];
        for (int i = 0; i < count; i++) {
            all[i] = new RemoteException(
                    reader.readString(), reader.readText(), reader.readString(), i == 0 ? reason : null);
            all[i].setStackTrace(readFrames(reader));
            causes[i] = reader.readInt();
            suppressed[i] = new int[reader.readCount(4)];
            for (int j = 0; j < suppressed[i].length; j++) {
                suppressed[i][j] = reader.readInt();
            }
        }
        for (int i = 0; i < count; i++) {
            connect(all, i, causes[i], suppressed[i]);
        }
        return all[0];
    }

    private static void connect(RemoteException[] all, int index, int cause, int[] suppressed) {
        RemoteException exception = all[index];
        exception.initCause(cause == NONE || cause == index ? null : at(all, cause));
        for (int other : suppressed) {
            if (other != index) {
                exception.addSuppressed(at(all, other));
            }
        }
    }

    private static RemoteException at(RemoteException[] all, int index) {
        if (index < 0 || index >= all.length) {
            throw DamagedMessageException.decoding("a report refers to an exception " + index + " of " + all.length);
        }
        return all[index];
    }

    private static StackTraceElement[] readFrames(HeaderReader reader) {
        StackTraceElement[] frames = new StackTraceElement[reader.readCount(10)];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new StackTraceElement(
                    reader.readText(),
                    reader.readText(),
                    reader.readText(),
                    reader.readString(),
                    reader.readString(),
                    reader.readText(),
                    reader.readInt());
        }
        return frames;
    }
}
