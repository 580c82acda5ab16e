package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.internal.ObjectHome;
import io.github.procession.internal.RemoteContents;
import io.github.procession.ipc.memory.Shareable;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A started manager without a process: its objects are at a home outside of this machine, which any process that has a proxy
 * reaches by itself. They end with the manager.
 */
final class FarManager {
    private final ObjectHome home;

    FarManager(ObjectHome home) {
        this.home = home;
    }

    /** Makes an object, and the proxy of it. */
    Object create(String typeid, Class<?> type, Object... args) {
        return FarHandler.proxy(typeid, type, make(typeid, args));
    }

    private Shareable make(String typeid, Object[] given) {
        Object[] args = StandardArguments.complete(typeid, given);
        return switch (typeid) {
            case "dict", "Namespace" -> map((Map<?, ?>) args[0]);
            case "set" -> {
                Map<Object, Object> elements = new LinkedHashMap<>();
                ((Collection<?>) args[0]).forEach(each -> elements.put(each, null));
                yield map(elements);
            }
            case "list", "Array" -> list((Collection<?>) args[0]);
            case "Value" -> list(Collections.singletonList(args[0]));
            case "Queue" -> new Queue<>(home, (Integer) args[0], false);
            case "JoinableQueue" -> new JoinableQueue<>(home, (Integer) args[0]);
            case "Lock" -> new Lock(home);
            case "RLock" -> new RLock(home);
            case "Semaphore" -> new Semaphore(home, (Integer) args[0]);
            case "BoundedSemaphore" -> new BoundedSemaphore(home, (Integer) args[0]);
            case "Condition" -> condition(args[0]);
            case "Event" -> new Event(home);
            case "Barrier" -> new Barrier(home, (Integer) args[0], (Action0) args[1], (Duration) args[2]);
            case "Pool" ->
                throw new UnsupportedOperationException(
                        "a manager on a cluster has no server without an address, and its pool needs one: use"
                                + " new Pool(n) in the program, or give the manager an address of this machine");
            default -> throw new IllegalStateException("no way to make a " + typeid);
        };
    }

    private FarMap map(Map<?, ?> entries) {
        FarMap map = new FarMap(home);
        if (!entries.isEmpty()) {
            map.calls().putAll(entries);
        }
        return map;
    }

    private FarList list(Collection<?> elements) {
        FarList list = new FarList(home);
        RemoteContents.OfList calls = list.calls();
        if (!elements.isEmpty()) {
            calls.addAll(elements);
        }
        return list;
    }

    private Condition condition(Object proxy) {
        if (proxy == null) {
            return new Condition(new RLock(home));
        }
        return switch (FarHandler.lockOf(proxy)) {
            case Lock lock -> new Condition(lock);
            case RLock lock -> new Condition(lock);
            case null -> throw new IllegalArgumentException("lock=" + proxy + " is not a lock of this manager");
        };
    }

    void close() {
        home.close();
    }
}
