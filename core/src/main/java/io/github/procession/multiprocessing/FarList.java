package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableUnaryOperator;
import io.github.procession.internal.ObjectHome;
import io.github.procession.internal.RemoteContents;
import io.github.procession.ipc.memory.RemoteHandle;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The list of a manager that is outside of this machine: a list, an array or, with one element, a value. What reads or changes
 * one element, or adds at an end, is one call there. All else runs here, under the lock of the list, on the object that a
 * manager's server would have.
 */
final class FarList extends FarContents<RemoteContents.OfList> {
    private static final Set<String> READS = Set.of("contains", "containsAll", "indexOf", "lastIndexOf", "count");

    FarList(ObjectHome home) {
        this(Remote.draw(home, RemoteContents.OfList.class, 0, 0, null));
        intern();
    }

    FarList(RemoteHandle handle) {
        this(Remote.of(RemoteContents.OfList.class, handle));
    }

    private FarList(Remote<RemoteContents.OfList> remote) {
        super(remote, READS);
    }

    @Override
    Referent whole(String typeid) {
        Collection<Object> all = calls().copy();
        return switch (typeid) {
            case "list" -> new ServedList<>(all);
            case "Array" -> new ServedArray(all);
            default -> new ServedValue<>(all.iterator().next());
        };
    }

    @Override
    void store(Referent served) {
        calls().replaceAll(
                        served instanceof ServedValue
                                ? Collections.singletonList(served.value())
                                : (Collection<?>) served.value());
    }

    @Override
    @Nullable
    Object call(String typeid, Method method, Object[] args) throws Throwable {
        boolean isValue = typeid.equals("Value");
        String name = method.getName();
        boolean hasIndex = args.length > 0 && method.getParameterTypes()[0] == int.class;
        int index = hasIndex ? (Integer) args[0] : 0;
        switch (isValue || hasIndex ? name + " an element" : name + "/" + args.length) {
            case "get an element" -> {
                return present(typeid, index, calls().get(checked(typeid, index)));
            }
            case "set an element" -> {
                Object before = present(typeid, index, calls().set(checked(typeid, index), args[hasIndex ? 1 : 0]));
                return typeid.equals("list") ? before : null;
            }
            case "update an element" -> {
                return locked(() -> updateOne(typeid, index, args));
            }
            case "size/0", "length/0" -> {
                return calls().size();
            }
            case "isEmpty/0" -> {
                return calls().size() == 0;
            }
            case "clear/0" -> {
                calls().clear();
                return null;
            }
            case "add/1", "addLast/1" -> {
                calls().addAll(Collections.singletonList(args[0]));
                return name.equals("add") ? true : null;
            }
            case "addAll/1" -> {
                Collection<?> values = new ArrayList<>((Collection<?>) args[0]);
                calls().addAll(values);
                return !values.isEmpty();
            }
            case "addFirst/1" -> {
                calls().addFirst(args[0]);
                return null;
            }
            case "getFirst/0" -> {
                return present(calls().get(0));
            }
            case "getLast/0" -> {
                return present(calls().get(-1));
            }
            case "removeFirst/0" -> {
                return present(calls().remove(false));
            }
            case "removeLast/0" -> {
                return present(calls().remove(true));
            }
            default -> {
                return ofAll(typeid, method, args);
            }
        }
    }

    private Object updateOne(String typeid, int index, Object[] args) throws Throwable {
        Object before = present(typeid, index, calls().get(checked(typeid, index)));
        @SuppressWarnings("unchecked") // as the interfaces of its proxies declare it
        var function = (SerializableUnaryOperator<Object>) args[args.length - 1];
        Object after = function.apply(before);
        calls().set(index, after);
        return after;
    }

    /** A list has no negative indices; an array counts those from its end, as Python does. */
    private int checked(String typeid, int index) {
        if (index < 0 && typeid.equals("list")) {
            throw outOfBounds(typeid, index);
        }
        return index;
    }

    private Object present(String typeid, int index, Object[] element) {
        if (element == null) {
            throw outOfBounds(typeid, index);
        }
        return element[0];
    }

    /** As the object of a manager's server has it. */
    private IndexOutOfBoundsException outOfBounds(String typeid, int index) {
        int size = calls().size();
        if (typeid.equals("list")) {
            return new IndexOutOfBoundsException("Index " + index + " out of bounds for length " + size);
        }
        int fromFront = index < 0 ? index + size : index;
        return new ArrayIndexOutOfBoundsException("Index " + fromFront + " out of bounds for length " + size);
    }

    private static Object present(Object[] element) {
        if (element == null) {
            throw new NoSuchElementException("the list is empty");
        }
        return element[0];
    }
}
