package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.RemoteObjects;

/** The classes whose objects may live elsewhere: no message can name another one. */
final class RemoteKinds {
    private RemoteKinds() {}

    /** Lets this process have such objects from messages. */
    static void register() {
        RemoteObjects.register(Lock.class, Lock::new);
        RemoteObjects.register(RLock.class, RLock::new);
        RemoteObjects.register(Semaphore.class, Semaphore::new);
        RemoteObjects.register(BoundedSemaphore.class, BoundedSemaphore::new);
        RemoteObjects.register(Event.class, Event::new);
        RemoteObjects.register(Condition.class, Condition::new);
        RemoteObjects.register(Barrier.class, Barrier::new);
        RemoteObjects.register(Queue.class, Queue<Object>::new);
        RemoteObjects.register(JoinableQueue.class, JoinableQueue<Object>::new);
        RemoteObjects.register(SimpleQueue.class, SimpleQueue<Object>::new);
        RemoteObjects.register(IntValue.class, IntValue::new);
        RemoteObjects.register(LongValue.class, LongValue::new);
        RemoteObjects.register(DoubleValue.class, DoubleValue::new);
        RemoteObjects.register(FloatValue.class, FloatValue::new);
        RemoteObjects.register(ShortValue.class, ShortValue::new);
        RemoteObjects.register(ByteValue.class, ByteValue::new);
        RemoteObjects.register(CharValue.class, CharValue::new);
        RemoteObjects.register(BooleanValue.class, BooleanValue::new);
    }
}
