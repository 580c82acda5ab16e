package io.github.procession.ipc.ring;

/** Outcome of an attempt to read a record. */
public enum ReadOutcome {
    /** The sink got a record. */
    RECORD,
    /** The time was over. */
    TIMED_OUT,
    /** Nothing is left, and no process can write any more. */
    END
}
