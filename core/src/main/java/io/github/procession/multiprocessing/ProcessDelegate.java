package io.github.procession.multiprocessing;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Process behind a {@link Process} object: a child, this process itself, or the parent. */
abstract class ProcessDelegate {
    private final String typeName;
    private final long home = ThisProcess.here().home();

    ProcessDelegate(String typeName) {
        this.typeName = typeName;
    }

    final String typeName() {
        return typeName;
    }

    /** The process that made it, see {@link ThisProcess#home()}. */
    final long home() {
        return home;
    }

    abstract String getName();

    abstract void setName(String name);

    abstract boolean isDaemon();

    abstract long pid();

    abstract boolean isAlive();

    abstract String describe();

    void join() throws InterruptedException {
        throw notAChild("joined");
    }

    boolean join(long nanos) throws InterruptedException {
        throw notAChild("joined");
    }

    void start(Process process) {
        throw notAChild("started");
    }

    void terminate() {
        throw notAChild("terminated");
    }

    void kill() {
        throw notAChild("killed");
    }

    void interrupt() {
        throw notAChild("interrupted");
    }

    void close() {
        throw notAChild("closed");
    }

    OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    Sentinel sentinel() {
        throw notAChild("waited for");
    }

    void setDaemon(boolean daemon) {
        throw notAChild("made a daemon");
    }

    byte[] authKey() {
        return ThisProcess.here().authKey();
    }

    void setAuthKey(byte[] key) {
        ThisProcess.here().setAuthKey(key);
    }

    void setStartMethod(StartMethod method) {
        throw notAChild("given a context");
    }

    void setJvmOptions(List<String> options) {
        throw notAChild("given JVM options");
    }

    void setStartedIn(Set<String> initializers) {
        throw notAChild("told who starts it");
    }

    /** The end of what the child wrote to its standard error. */
    String stderrTail() {
        throw notAChild("asked for its output");
    }

    private IllegalStateException notAChild(String what) {
        return new IllegalStateException(describe() + " is not a child of this process and cannot be " + what);
    }

    /** Python's text form; parts that are null are left out. */
    final String describe(Long pid, Object parent, String status, String exitCode) {
        StringBuilder text = new StringBuilder("<")
                .append(typeName)
                .append(" name='")
                .append(getName())
                .append('\'');
        if (pid != null) {
            text.append(" pid=").append(pid);
        }
        text.append(" parent=").append(parent).append(' ').append(status);
        if (exitCode != null) {
            text.append(" exitcode=").append(exitCode);
        }
        if (isDaemon()) {
            text.append(" daemon");
        }
        return text.append('>').toString();
    }
}
