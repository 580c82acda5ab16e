package io.github.procession.ipc.sync;

/** How threads of this JVM wait: what the system property {@code procession.wait} chooses, for tests of both. */
public enum WaitMode {
    FUTEX,
    PORTABLE;

    /** Lets all waits from now on go this way. */
    public void use() {
        Futex.allow(this == FUTEX);
    }
}
