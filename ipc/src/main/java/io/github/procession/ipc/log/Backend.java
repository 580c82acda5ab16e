package io.github.procession.ipc.log;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.SubstituteLoggerFactory;

/**
 * Source of loggers of this process for the threads that log for others. While one thread has slf4j look for its backend, all
 * others get loggers that stand in for it, and slf4j warns of what they log: these threads wait until it has been found.
 */
final class Backend {
    private static final long LOOK_NANOS = 1_000_000;

    private Backend() {}

    static Logger logger(String name) {
        while (LoggerFactory.getILoggerFactory() instanceof SubstituteLoggerFactory) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return LoggerFactory.getLogger(name);
    }
}
