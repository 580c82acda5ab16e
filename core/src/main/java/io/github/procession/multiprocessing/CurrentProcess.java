package io.github.procession.multiprocessing;

/** The process that runs this code. */
final class CurrentProcess extends ProcessDelegate {
    private final ThisProcess process;

    CurrentProcess(String typeName, ThisProcess process) {
        super(typeName);
        this.process = process;
    }

    @Override
    String getName() {
        return process.name();
    }

    @Override
    void setName(String name) {
        process.rename(name);
    }

    @Override
    boolean isDaemon() {
        return process.isDaemon();
    }

    @Override
    long pid() {
        return ThisProcess.pid();
    }

    @Override
    boolean isAlive() {
        return true;
    }

    @Override
    String describe() {
        return describe(null, process.isRoot() ? "None" : process.parentPid(), "started", null);
    }
}
