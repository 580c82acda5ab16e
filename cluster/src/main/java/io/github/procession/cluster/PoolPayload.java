package io.github.procession.cluster;

import io.github.procession.internal.pool.RemoteTask;
import io.github.procession.internal.pool.TaskLimits;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Layout of the messages between a pool and the machines that run its tasks, and the names under which they are sealed.
 */
final class PoolPayload {
    private static final long NONE = -1;

    private PoolPayload() {}

    static String settings(String pool, String run) {
        return "pool " + pool + " of " + run;
    }

    static String task(String pool, String id) {
        return "task " + id + " of pool " + pool;
    }

    static String outcome(String pool, String id) {
        return "outcome " + id + " of pool " + pool;
    }

    static String output(String pool) {
        return "output of pool " + pool;
    }

    static String classFile(String pool, String name) {
        return "class " + name + " of pool " + pool;
    }

    /** A task's limits, which its machine reads, and its message, which only the child decodes. */
    static byte[] of(RemoteTask task) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * Long.BYTES + task.message().length);
        buffer.putLong(nanos(task.limits().timeout()))
                .putLong(nanos(task.limits().grace()));
        return buffer.put(task.message()).array();
    }

    static TaskLimits limits(byte[] payload) {
        ByteBuffer buffer = ByteBuffer.wrap(payload);
        return new TaskLimits(duration(buffer.getLong()), duration(buffer.getLong()), 0);
    }

    static byte[] message(byte[] payload) {
        byte[] message = new byte[payload.length - 2 * Long.BYTES];
        System.arraycopy(payload, 2 * Long.BYTES, message, 0, message.length);
        return message;
    }

    private static long nanos(Duration time) {
        return time == null ? NONE : io.github.procession.internal.Durations.toNanos(time);
    }

    private static @Nullable Duration duration(long nanos) {
        return nanos == NONE ? null : Duration.ofNanos(nanos);
    }
}
