package io.github.procession.multiprocessing;

/** The process that runs this code. */
final class CurrentLife extends ProcessLife {
    CurrentLife(String typeName) {
        super(typeName);
    }

    @Override
    String getName() {
        return ThisProcess.name();
    }

    @Override
    void setName(String name) {
        ThisProcess.rename(name);
    }

    @Override
    boolean isDaemon() {
        return ThisProcess.isDaemon();
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
        return describe(null, ThisProcess.isRoot() ? "None" : ThisProcess.parentPid(), "started", null);
    }
}
