package io.github.procession.ipc.codec;

import io.github.procession.serialization.Explanation.Way;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Serializer of the JDK's locks for threads, whose copies exclude no thread elsewhere. One that is sent itself is refused: its
 * sender wants to share it. One in a field of an object that is sent travels, unlocked, as its class says.
 */
final class ThreadLockSerializer extends GraphSerializer {
    private static final Set<String> TYPES = Set.of(
            "java.util.concurrent.Semaphore",
            "java.util.concurrent.locks.ReentrantLock",
            "java.util.concurrent.locks.ReentrantReadWriteLock",
            "java.util.concurrent.locks.ReentrantReadWriteLock$ReadLock",
            "java.util.concurrent.locks.ReentrantReadWriteLock$WriteLock");

    private final GraphSerializer serializer;

    private ThreadLockSerializer(GraphSerializer serializer) {
        this.serializer = serializer;
    }

    static boolean isLock(Class<?> type) {
        return TYPES.contains(type.getName());
    }

    /** The serializer, with this one in front if the class is one of locks. */
    static GraphSerializer guard(Class<?> type, GraphSerializer serializer) {
        return isLock(type) ? new ThreadLockSerializer(serializer) : serializer;
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        if (isSentItself(kryo)) {
            throw Refusal.of(kryo, object.getClass(), Kinds.THREADS);
        }
        serializer.write(kryo, output, object);
    }

    /** Whether the lock is the value as a whole, an argument, a captured variable or an element of a collection. */
    private static boolean isSentItself(GraphKryo kryo) {
        int depth = kryo.getDepth();
        Object holder = depth <= 1 ? null : kryo.references().holder(depth - 1);
        if (holder == null || holder instanceof Object[]) {
            return true;
        }
        boolean isCollection = holder instanceof Collection || holder instanceof Map;
        return isCollection && holder.getClass().getPackageName().equals("java.util")
                || LambdaForm.isLambda(holder.getClass());
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        return serializer.read(kryo, input, type);
    }

    @Override
    Way way(GraphKryo kryo, Object object) {
        return isSentItself(kryo) ? null : serializer.way(kryo, object);
    }

    @Override
    String step(Object holder, Object part) {
        return serializer.step(holder, part);
    }
}
