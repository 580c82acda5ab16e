package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A JVM that is booted for the next child and waits for its job on its {@link ControlLine}. Its parent's end is the end of
 * that line, on which it ends too. Its place in the process table it gets with its job: until then it shares nothing.
 */
final class Spare {
    private final java.lang.Process process;
    private final ControlLine line;

    private Spare(java.lang.Process process, ControlLine line) {
        this.process = process;
        this.line = line;
    }

    static Spare launch(JvmCommand command, List<String> preload, boolean tellsFailures) throws IOException {
        Session session = Session.current();
        ControlLine line = ControlLine.make(session.directory().toFile());
        java.lang.Process process = null;
        boolean told = false;
        try {
            ProcessBuilder builder = Child.processBuilder(command, session);
            process = ArgumentFile.start(line, builder);
            ArgumentFile.removeAtEnd(builder, process);
            OutputStream control = line.sender();
            control.write(
                    SpareMessage.encode(session.directory().toString(), command.taskClass(), preload, tellsFailures));
            control.flush();
            told = true;
            return new Spare(process, line);
        } finally {
            if (!told) {
                discard(process, line);
            }
        }
    }

    java.lang.Process process() {
        return process;
    }

    ControlLine line() {
        return line;
    }

    /** Ends it; returns when it is dead. */
    void discard() {
        discard(process, line);
    }

    private static void discard(java.lang.Process process, ControlLine line) {
        if (process != null) {
            ExitReport.await(process.destroyForcibly());
            AttachSocket.childEnded(process.pid());
        }
        line.close();
    }
}
