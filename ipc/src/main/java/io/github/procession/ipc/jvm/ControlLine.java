package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.memory.PidFiles;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;

/**
 * The pipe from a process to one of its children: the start message, then {@link Command}s, then its end.
 *
 * <p>It is a named pipe in the session folder, whose path the child has as its argument, so that the child's standard
 * input is empty for it and for the programs that it starts. The child opens the pipe and deletes the file. Where there
 * are no named pipes, the line is the child's standard input.
 */
final class ControlLine {
    /*
     * To open a named pipe waits for its other end, and to write to one without a reader fails. So each side first opens
     * it for both directions, which does neither.
     *
     *   parent   opens `both` and `sender` and starts the child; the start message goes through `sender`. Should the child
     *            die before it reads all of it, `both` is closed when that is noticed, and who writes gets an error.
     *            Afterwards `sender` is closed: `both` takes the commands, and has them kept until the child opens its end.
     *   child    opens for both directions, then for reading, and closes the first: from now on the parent is the only
     *            writer, and if it is dead there is none, which is the end of the line.
     */
    private static final int BATCH = 4;

    /** After the children have ended. */
    private static final int EXIT_STAGE = 25;

    private static NamedPipes pipes;

    private final File file;
    private RandomAccessFile both;
    private OutputStream sender;
    private OutputStream commands;

    private ControlLine(File file) throws IOException {
        this.file = file;
        if (file != null) {
            both = new RandomAccessFile(file, "rw");
            sender = new BufferedOutputStream(new FileOutputStream(file));
            commands = new FileOutputStream(both.getFD());
        }
    }

    /**
     * Makes a line for a child that is about to be started.
     *
     * @param folder the session folder
     */
    static ControlLine make(File folder) throws IOException {
        File file = pipes(folder).take();
        boolean made = false;
        try {
            ControlLine line = new ControlLine(file);
            made = true;
            return line;
        } finally {
            if (!made && file != null) {
                file.delete();
            }
        }
    }

    private static synchronized NamedPipes pipes(File folder) {
        if (pipes == null) {
            NamedPipes made = new NamedPipes(
                    folder, PidFiles.pipes(ProcessHandle.current().pid()), BATCH);
            try {
                ExitSequence.add(EXIT_STAGE, made::deleteAll);
            } catch (IllegalStateException _) {
                // the JVM's end has overtaken the start of a child: the folder goes with the root process
            }
            pipes = made;
        }
        return pipes;
    }

    /** Starts the child at the other end. */
    java.lang.Process start(ProcessBuilder builder) throws IOException {
        if (file != null) {
            List<String> command = new ArrayList<>(builder.command());
            command.add(file.getPath());
            builder.command(command).redirectInput(new File("/dev/null"));
        }
        java.lang.Process process = builder.start();
        if (file == null) {
            sender = process.getOutputStream();
            commands = sender;
        }
        return process;
    }

    /** Stream for a message, to be flushed after it. */
    OutputStream sender() {
        return sender;
    }

    /** Marks the end of the messages. */
    void allSent() {
        if (file != null) {
            closeQuietly(sender);
        }
    }

    /** Sends a command, if the child lives. */
    synchronized void command(int command) {
        try {
            commands.write(command);
            commands.flush();
        } catch (IOException _) {
            // the line is closed: the child is dead, and hears nothing
        }
    }

    /** To be called when the child is dead: who is writing to it gets an error. */
    synchronized void childEnded() {
        if (file != null) {
            closeQuietly(both);
            file.delete();
        }
    }

    /** Closes the line of a child that is dead, or does not come into being. */
    void close() {
        childEnded();
        allSent();
    }

    private static void closeQuietly(Closeable end) {
        try {
            end.close();
        } catch (IOException _) {
            // what was left to be flushed has no reader
        }
    }

    /**
     * Opens a child's side.
     *
     * @param path of the named pipe
     * @throws IOException if it is gone, as the parent is dead, or cannot be opened
     */
    static FileInputStream open(String path) throws IOException {
        FileInputStream in;
        try (RandomAccessFile _ = new RandomAccessFile(path, "rw")) {
            in = new FileInputStream(path);
        }
        new File(path).delete();
        return in;
    }
}
