package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.RemoteObjects;
import io.github.procession.ipc.memory.Shareable;
import org.jspecify.annotations.Nullable;

/** The classes whose objects may live elsewhere: no message can name another one. */
final class RemoteKinds {
    private RemoteKinds() {}

    /** Lets this process have such objects from messages. */
    static void install() {
        RemoteObjects.install(RemoteKinds::make);
    }

    /** By name, so that what does not come is not loaded. */
    private static @Nullable Shareable make(Class<?> type, RemoteHandle handle) {
        if (type.getClassLoader() != RemoteKinds.class.getClassLoader()
                || !type.getPackageName().equals(RemoteKinds.class.getPackageName())) {
            return null;
        }
        return switch (type.getSimpleName()) {
            case "Lock" -> new Lock(handle);
            case "RLock" -> new RLock(handle);
            case "Semaphore" -> new Semaphore(handle);
            case "BoundedSemaphore" -> new BoundedSemaphore(handle);
            case "Event" -> new Event(handle);
            case "Condition" -> new Condition(handle);
            case "Barrier" -> new Barrier(handle);
            case "Queue" -> new Queue<Object>(handle);
            case "JoinableQueue" -> new JoinableQueue<Object>(handle);
            case "SimpleQueue" -> new SimpleQueue<Object>(handle);
            case "IntValue" -> new IntValue(handle);
            case "LongValue" -> new LongValue(handle);
            case "DoubleValue" -> new DoubleValue(handle);
            case "FloatValue" -> new FloatValue(handle);
            case "ShortValue" -> new ShortValue(handle);
            case "ByteValue" -> new ByteValue(handle);
            case "CharValue" -> new CharValue(handle);
            case "BooleanValue" -> new BooleanValue(handle);
            case "IntArray" -> new IntArray(handle);
            case "LongArray" -> new LongArray(handle);
            case "DoubleArray" -> new DoubleArray(handle);
            case "FloatArray" -> new FloatArray(handle);
            case "ShortArray" -> new ShortArray(handle);
            case "ByteArray" -> new ByteArray(handle);
            case "CharArray" -> new CharArray(handle);
            case "BooleanArray" -> new BooleanArray(handle);
            case "FarMap" -> new FarMap(handle);
            case "FarList" -> new FarList(handle);
            default -> null;
        };
    }
}
