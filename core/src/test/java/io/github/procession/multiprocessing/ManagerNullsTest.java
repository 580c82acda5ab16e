package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.RootMethod;
import java.io.File;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which arguments of a manager's proxies may be null: those that are marked so, also where the marks are not on the class path. */
class ManagerNullsTest {
    private static final List<Class<?>> PROXIES = List.of(
            ArrayProxy.class,
            AsyncResultProxy.class,
            BarrierProxy.class,
            ConditionProxy.class,
            DictProxy.class,
            DynamicProxy.class,
            EventProxy.class,
            IteratorProxy.class,
            ListProxy.class,
            LockProxy.class,
            NamespaceProxy.class,
            PoolProxy.class,
            QueueProxy.class,
            SemaphoreProxy.class,
            SetProxy.class,
            ValueProxy.class);

    @Test
    void parametersThatTakeNullAreThoseThatAreMarkedSo() {
        for (Class<?> proxy : PROXIES) {
            for (Method method : proxy.getDeclaredMethods()) {
                for (int i = 0; Modifier.isAbstract(method.getModifiers()) && i < method.getParameterCount(); i++) {
                    Class<?> type = method.getParameterTypes()[i];
                    boolean isValue =
                            method.getGenericParameterTypes()[i] instanceof TypeVariable<?> || type == Object.class;
                    if (!type.isPrimitive() && !isValue) {
                        boolean marked = method.getAnnotatedParameterTypes()[i].isAnnotationPresent(Nullable.class);
                        assertEquals(!marked, RemoteMethods.requires(method, i), method + ", parameter " + i);
                    }
                }
            }
        }
    }

    static void passNulls() throws Exception {
        assertThrows(ClassNotFoundException.class, () -> Class.forName("org.jspecify.annotations.Nullable"));
        try (SyncManager manager = Multiprocessing.manager()) {
            ListProxy<Integer> list = manager.list(List.of(3, 1, 2));
            list.sort(null);
            assertEquals(List.of(1, 2, 3), list.getValue());
            QueueProxy<Integer> queue = manager.queue();
            queue.put(5, true, null);
            assertEquals(5, queue.get(true, null));
            assertTrue(manager.lock().acquire(true, null));
            DictProxy<String, Integer> dict = manager.dict();
            NullPointerException e = assertThrows(NullPointerException.class, () -> dict.merge("a", 1, null));
            assertEquals("function", e.getMessage());
        }
    }

    @Test
    void theMarksNeedNotBeOnTheClassPath() throws Exception {
        String without = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("jspecify"))
                .collect(Collectors.joining(File.pathSeparator));
        RootMethod.of(ManagerNullsTest.class, "passNulls")
                .classPath(without)
                .run()
                .succeeded();
    }
}
