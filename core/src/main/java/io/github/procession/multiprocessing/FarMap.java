package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.internal.RemoteContents;
import io.github.procession.ipc.memory.RemoteHandle;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The map of a manager that is outside of this machine: a dict, a set or a namespace. What reads or changes one key is one call
 * there. All else runs here, under the lock of the map, on the object that a manager's server would have: of one key if the method
 * names one, of the whole map otherwise.
 */
final class FarMap extends FarContents<RemoteContents.OfMap> {
    private static final Set<String> READS = Set.of("containsValue", "containsAll");

    FarMap(ObjectHome home) {
        this(Remote.draw(home, RemoteContents.OfMap.class, 0, 0, null));
        intern();
    }

    FarMap(RemoteHandle handle) {
        this(Remote.of(RemoteContents.OfMap.class, handle));
    }

    private FarMap(Remote<RemoteContents.OfMap> remote) {
        super(remote, READS);
    }

    @Override
    Referent whole(String typeid) {
        return served(typeid, calls().copy());
    }

    @SuppressWarnings("unchecked") // names of a namespace are texts
    private static Referent served(String typeid, Map<Object, Object> entries) {
        return switch (typeid) {
            case "dict" -> new ServedMap<>(entries);
            case "set" -> new ServedSet<>(entries.keySet());
            default -> new ServedNamespace((Map<String, Object>) (Map<?, ?>) entries);
        };
    }

    private static Map<?, ?> entries(Referent served) {
        if (served.value() instanceof Map<?, ?> map) {
            return map;
        }
        Map<Object, Object> entries = new LinkedHashMap<>();
        ((Collection<?>) served.value()).forEach(each -> entries.put(each, null));
        return entries;
    }

    @Override
    void store(Referent served) {
        calls().replaceAll(entries(served));
    }

    @Override
    @Nullable
    Object call(String typeid, Method method, Object[] args) throws Throwable {
        switch (typeid + " " + method.getName() + " " + args.length) {
            case "dict size 0", "set size 0" -> {
                return calls().size();
            }
            case "dict isEmpty 0", "set isEmpty 0" -> {
                return calls().size() == 0;
            }
            case "dict clear 0", "set clear 0" -> {
                calls().clear();
                return null;
            }
            case "dict get 1" -> {
                return valueOf(calls().get(args[0]));
            }
            case "dict getOrDefault 2" -> {
                Object[] value = calls().get(args[0]);
                return value == null ? args[1] : value[0];
            }
            case "dict containsKey 1", "set contains 1" -> {
                return calls().get(args[0]) != null;
            }
            case "dict put 2" -> {
                return valueOf(calls().put(args[0], args[1], false));
            }
            case "dict putIfAbsent 2" -> {
                Object[] before = calls().put(args[0], args[1], true);
                return before != null && before[0] == null ? ofOneKey(typeid, method, args) : valueOf(before);
            }
            case "dict putAll 1" -> {
                calls().putAll((Map<?, ?>) args[0]);
                return null;
            }
            case "dict remove 1" -> {
                return valueOf(calls().remove(args[0]));
            }
            case "set add 1" -> {
                return calls().put(args[0], null, true) == null;
            }
            case "set remove 1" -> {
                return calls().remove(args[0]) != null;
            }
            case "Namespace get 1" -> {
                return named(args[0], calls().get(args[0]));
            }
            case "Namespace set 2" -> {
                calls().putAll(Collections.singletonMap(args[0], args[1])); // which opens no value that was there
                return null;
            }
            case "Namespace delete 1" -> {
                named(args[0], calls().remove(args[0]));
                return null;
            }
            case "dict merge 3",
                    "dict compute 2",
                    "dict computeIfAbsent 2",
                    "dict computeIfPresent 2",
                    "dict replace 2",
                    "dict replace 3",
                    "dict remove 2",
                    "Namespace update 2" -> {
                return ofOneKey(typeid, method, args);
            }
            default -> {
                return ofAll(typeid, method, args);
            }
        }
    }

    private static Object valueOf(Object[] value) {
        return value == null ? null : value[0];
    }

    private static Object named(Object name, Object[] value) {
        if (value == null) {
            throw ServedNamespace.absent(name);
        }
        return value[0];
    }

    private Object ofOneKey(String typeid, Method method, Object[] args) throws Throwable {
        return locked(() -> {
            Map<Object, Object> one = new LinkedHashMap<>();
            Object[] before = calls().get(args[0]);
            if (before != null) {
                one.put(args[0], before[0]);
            }
            Referent served = served(typeid, one);
            Object result = invoke(served, method, args);
            Map<?, ?> after = entries(served);
            if (!after.isEmpty()) {
                calls().put(args[0], after.get(args[0]), false);
            } else if (before != null) {
                calls().remove(args[0]);
            }
            return result;
        });
    }
}
