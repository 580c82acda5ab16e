package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.system.ServiceLoop;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * The wish of a tool for a dump of each process of the tree: a file in the session folder, which only the owner of the tree may
 * enter. It holds a word that the answers have in their names.
 *
 * <p>A process that has children looks for the file now and then, answers it and passes it on to its children over their
 * control lines. So nothing is there to be asked that costs something while no tool asks, and each process is asked by its
 * parent, whatever else it does.
 */
public final class DumpRequest {
    /** Name of the file. */
    public static final String FILE = "dump.ask";

    private static final String ANSWER = "dump-";
    private static final String PART = ".part";
    private static final long PERIOD_NANOS = 400_000_000;
    private static final int MOST_OF_A_WORD = 64;

    private static boolean watching; // guarded by the class, as is the next
    private static String answered = "";

    private DumpRequest() {}

    /**
     * The file in which a process answers; it is there once it is complete.
     *
     * @param folder the session folder
     * @param word in the request
     * @param token of the process
     * @return its path
     */
    public static Path answer(Path folder, String word, int token) {
        return folder.resolve(ANSWER + word + "-" + token);
    }

    /** To be called when this process has one more child: looks for requests as long as there is any. */
    static synchronized void watch() {
        if (!watching) {
            Thread thread = new Thread(null, DumpRequest::look, "procession-dump-watch", 0, false);
            thread.setDaemon(true);
            watching = true;
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                watching = false; // the system has no thread for it: the next child tries again
            }
        }
    }

    private static void look() {
        ServiceLoop.run(
                () -> {
                    if (!isWanted()) {
                        return false;
                    }
                    LockSupport.parkNanos(PERIOD_NANOS);
                    Session session = Session.currentOrNull();
                    if (session != null && new File(session.directory().toFile(), FILE).exists()) {
                        take(session.directory(), session.token());
                    }
                    return true;
                },
                _ -> {}); // a tool that gets no dump says so itself
    }

    private static synchronized boolean isWanted() {
        watching = !ChildTable.isEmpty() && !Thread.interrupted();
        return watching;
    }

    /** In a child: its parent has passed a request on. */
    static void passedOn(File directory, int token) {
        Thread thread = new Thread(null, () -> take(directory.toPath(), token), "procession-dump", 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    private static void take(Path folder, int token) {
        try {
            String word = word(folder.resolve(FILE));
            if (isNew(word)) {
                ChildTable.passOnDump();
                Path part = folder.resolve(ANSWER + word + "-" + token + PART);
                try {
                    ProcessDump.write(part);
                    deliver(folder, word, part, answer(folder, word, token));
                } finally {
                    Files.deleteIfExists(part); // where there is no space for it
                }
            }
        } catch (IOException | RuntimeException e) {
            return; // the tool has gone, or the folder; who still waits is told after a time that there is no answer
        }
    }

    /** The tool takes its request away before it removes the answers: an answer that comes later is removed here. */
    static void deliver(Path folder, String word, Path part, Path answer) throws IOException {
        Files.move(part, answer);
        if (!word.equals(word(folder.resolve(FILE)))) {
            Files.deleteIfExists(answer);
        }
    }

    /**
     * Removes the answers to requests of tools that were killed.
     *
     * @param folder the session folder
     * @param word in the request of this tool, which is in place
     * @throws IOException if one cannot be removed
     */
    public static void removeOldAnswers(Path folder, String word) throws IOException {
        try (DirectoryStream<Path> answers = Files.newDirectoryStream(folder, ANSWER + "*")) {
            for (Path answer : answers) {
                if (!answer.getFileName().toString().startsWith(ANSWER + word + "-")) {
                    Files.deleteIfExists(answer);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Letters and digits, or nothing if it is no request. */
    private static String word(Path file) throws IOException {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_OF_A_WORD) {
                return "";
            }
            String word = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return word.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c)) ? word : "";
        } catch (NoSuchFileException e) {
            return ""; // taken away just now
        }
    }

    private static synchronized boolean isNew(String word) {
        boolean isNew = !word.isEmpty() && !word.equals(answered);
        answered = isNew ? word : answered;
        return isNew;
    }
}
