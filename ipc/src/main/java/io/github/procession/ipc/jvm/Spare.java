package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A JVM that is booted for the next child and waits for its job on standard input. Its parent's end is the end of that
 * pipe, on which it ends too. Its place in the process table it gets with its job: until then it shares nothing.
 */
final class Spare {
    private final java.lang.Process process;

    private Spare(java.lang.Process process) {
        this.process = process;
    }

    static Spare launch(JvmCommand command, List<String> preload) throws IOException {
        Session session = Session.current();
        ProcessBuilder builder = Child.processBuilder(command, session);
        Spare spare = new Spare(builder.start());
        ArgumentFile.removeAtEnd(builder, spare.process);
        boolean told = false;
        try {
            OutputStream control = spare.process.getOutputStream();
            control.write(SpareMessage.encode(session.directory().toString(), command.taskClass(), preload));
            control.flush();
            told = true;
            return spare;
        } finally {
            if (!told) {
                spare.discard();
            }
        }
    }

    java.lang.Process process() {
        return process;
    }

    /** Ends it; returns when it is dead. */
    void discard() {
        Uninterruptibly.call(process.destroyForcibly()::waitFor);
    }
}
