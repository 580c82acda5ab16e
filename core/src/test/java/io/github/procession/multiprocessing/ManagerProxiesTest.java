package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.net.SocketSettings;
import io.github.procession.serialization.NotSendableException;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArraySet;
import org.junit.jupiter.api.Test;

/** Proxies of types of one's own behave as the calls of an object do, whatever its methods and interfaces look like. */
class ManagerProxiesTest {
    private static final byte[] KEY = {4, 2};
    private OwnManager manager;

    /** Interface of a kind that programs write: not public, generic, with default methods. */
    interface Box<T> {
        T get();

        void put(T value);

        default T swap(T value) {
            T old = get();
            put(value);
            return old;
        }
    }

    interface IntBox extends Box<Integer> {
        @Override
        Integer get();

        @Override
        void put(Integer value);
    }

    interface Thing extends BaseProxy {
        String over(int x);

        String over(long x);

        String over(Long x);

        String over(String x);

        String over(Object x);

        String all(String... parts);

        Thing self();

        Thing other();

        void undeclared();

        void declared() throws IOException;

        void missing();

        void block();

        default String here() {
            return "here, " + over(1);
        }
    }

    private static final class PlainBox<T> {
        private T value;

        public T get() {
            return value;
        }

        public void put(T newValue) {
            value = newValue;
        }
    }

    private static final class PlainThing {
        public String over(Object x) {
            return "Object";
        }

        public String over(String x) {
            return "String";
        }

        public String over(Long x) {
            return "Long";
        }

        public String over(long x) {
            return "long";
        }

        public String over(int x) {
            return "int";
        }

        public String half(double x) {
            return Double.toString(x / 2);
        }

        public String kind(double x) {
            return "double";
        }

        public String kind(long x) {
            return "long";
        }

        public String kind(Object x) {
            return "Object";
        }

        public String kind(CharSequence x) {
            return "CharSequence";
        }

        public String all(String... parts) {
            return String.join("+", parts);
        }

        public PlainThing self() {
            return this;
        }

        public PlainThing other() {
            return new PlainThing();
        }

        public void undeclared() throws CloneNotSupportedException {
            throw new CloneNotSupportedException("not said");
        }

        public void declared() throws IOException {
            throw new FileNotFoundException("said");
        }

        public void block() throws InterruptedException {
            Thread.sleep(Duration.ofDays(1));
        }
    }

    private static final class OwnManager extends BaseManager {
        OwnManager() {
            register("Thing", PlainThing::new, Thing.class);
            register("Named", PlainThing::new);
            register("Box", PlainBox::new, IntBox.class);
            register("Sized", (Integer _) -> new PlainThing(), Thing.class);
        }
    }

    /** One server for all that needs one. */
    @Test
    void proxiesDoWhatCallsOfTheObjectDo() throws Exception {
        try (OwnManager started = new OwnManager()) {
            started.start();
            manager = started;
            theOverloadThatTheInterfaceNamesIsCalled();
            aMethodThatIsCalledByNameIsTheOneThatTheCompilerWouldChoose();
            defaultMethodsRunHereThoughTheInterfaceIsNotPublic();
            anObjectThatIsGivenAgainIsTheSame();
            whatAnObjectThrowsArrivesAsAsMuchAsTheInterfaceAllows();
            anInterruptOfAMethodThatDeclaresNoneIsAManagerExceptionWithTheFlagKept();
            aFactoryIsGivenAsManyArgumentsAsItTakes();
            aManagerStaysInItsProcess();
        }
    }

    private void theOverloadThatTheInterfaceNamesIsCalled() {
        Thing thing = manager.create("Thing");
        assertEquals(
                List.of("int", "long", "Long", "String", "Object"),
                List.of(thing.over(1), thing.over(1L), thing.over((Long) 1L), thing.over("x"), thing.over(List.of())));
        assertEquals("a+b", thing.all("a", "b"));
        String message = assertThrows(UnsupportedOperationException.class, thing::missing)
                .getMessage();
        assertTrue(message.endsWith("has no method missing()"), message);
    }

    private void aMethodThatIsCalledByNameIsTheOneThatTheCompilerWouldChoose() throws Exception {
        DynamicProxy thing = manager.create("Named");
        assertEquals("1.5", thing.call("half", 3));
        assertEquals(
                List.of("long", "double", "CharSequence", "Object", "CharSequence"),
                List.of(
                        thing.call("kind", 1),
                        thing.call("kind", 1f),
                        thing.call("kind", "x"),
                        thing.call("kind", List.of()),
                        thing.call("kind", (Object) null)));
        assertEquals("int", thing.call("over", 1));
        assertEquals("a+b", thing.call("all", "a", "b"));
        assertEquals("", thing.call("all"));
        String message = assertThrows(UnsupportedOperationException.class, () -> thing.call("half", "x"))
                .getMessage();
        assertTrue(message.contains("half that takes [java.lang.String], but [half(double)]"), message);
    }

    private void defaultMethodsRunHereThoughTheInterfaceIsNotPublic() {
        assertEquals("here, int", manager.<Thing>create("Thing").here());
        IntBox ints = manager.create("Box");
        ints.put(1);
        assertEquals(1, ints.swap(2));
        Box<Integer> box = ints;
        box.put(box.get() + 1);
        assertEquals(3, ints.get());
    }

    private void anObjectThatIsGivenAgainIsTheSame() {
        Thing thing = manager.create("Thing");
        Thing other = thing.other();
        assertNotEquals(thing, other);
        assertEquals(thing, thing.self());
        assertEquals(thing.hashCode(), thing.self().hashCode());
        assertEquals(other, other.self());
    }

    private void whatAnObjectThrowsArrivesAsAsMuchAsTheInterfaceAllows() {
        Thing thing = manager.create("Thing");
        assertEquals(
                "said",
                assertThrows(FileNotFoundException.class, thing::declared).getMessage());
        UndeclaredThrowableException thrown = assertThrows(UndeclaredThrowableException.class, thing::undeclared);
        assertInstanceOf(CloneNotSupportedException.class, thrown.getCause());
        assertEquals(
                "the object threw java.lang.CloneNotSupportedException: not said, which undeclared does not declare",
                thrown.getMessage());
    }

    private void anInterruptOfAMethodThatDeclaresNoneIsAManagerExceptionWithTheFlagKept() throws Exception {
        Thing thing = manager.create("Thing");
        var blocked = Threads.run(() -> {
            assertThrows(ManagerException.class, thing::block);
            return Thread.interrupted();
        });
        Eventually.await(
                "it waits for the server",
                () -> Arrays.stream(blocked.thread().getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith("io.github.procession.ipc.sync.Parker")
                                || frame.getClassName().contains("Selector")));
        blocked.thread().interrupt();
        assertTrue(blocked.result());
    }

    private void aFactoryIsGivenAsManyArgumentsAsItTakes() {
        manager.<Thing>create("Sized", 1).over(1);
        for (Object[] wrong : new Object[][] {{}, {1, 2}}) {
            assertEquals(
                    "typeid=Sized is made with 1 argument, not with " + wrong.length,
                    assertThrows(IllegalArgumentException.class, () -> manager.create("Sized", wrong))
                            .getMessage());
        }
    }

    static void take(Object manager) {}

    private void aManagerStaysInItsProcess() throws Exception {
        try (Listener listener = new Listener()) {
            for (Object staying : List.of(manager, listener)) {
                var process = new Process(ManagerProxiesTest::take, staying);
                String message =
                        assertThrows(NotSendableException.class, process::start).getMessage();
                assertTrue(message.contains("which belongs to its own process; send its "), message);
            }
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws Exception {
        try (Listener taken = new Listener(new InetSocketAddress("localhost", 0), KEY);
                BaseManager late = new BaseManager(taken.address(), KEY)) {
            String message = assertThrows(ProcessError.class, late::start).getMessage();
            assertTrue(message.contains("cannot listen at ") && message.contains("Address already in use"), message);
        }
    }

    @Test
    void aListenerOfSomethingElseIsNoManager() throws Exception {
        try (Listener listener = new Listener(new InetSocketAddress("localhost", 0), KEY)) {
            String message = assertThrows(
                            IOException.class,
                            () -> ManagerLink.connect(
                                    listener.address(), KEY, SocketSettings.USUAL, Duration.ofMillis(300)))
                    .getMessage();
            assertTrue(message.startsWith("no manager of this version of the library listens at "), message);
            listener.accept().close(); // that of above
            var answering = Threads.run(() -> {
                try (Connection next = listener.accept()) {
                    next.send("what no manager says");
                    return null;
                }
            });
            assertThrows(IOException.class, () -> new BaseManager(listener.address(), KEY).connect());
            answering.result();
        }
    }

    @Test
    void ordinaryValuesComeOverTcp() throws Exception {
        try (Listener listener = new Listener(new InetSocketAddress("localhost", 0), KEY)) {
            var client = Threads.run(() -> Client.connect(listener.address(), KEY));
            try (Connection accepted = listener.accept();
                    Connection connected = client.result()) {
                List<Serializable> values = List.of(
                        (Serializable) Arrays.asList(2.25, null, "junk", 1.0f), // an array of what these have in common
                        (Serializable) Arrays.asList(LocalDate.EPOCH, LocalTime.NOON),
                        (Serializable) Arrays.asList(1, 'c', true),
                        (Serializable) Arrays.asList(new StringBuffer("s").toString(), 1L),
                        new CopyOnWriteArraySet<>(List.of("a")));
                for (Serializable value : values) {
                    accepted.send(value);
                    assertEquals(value, connected.recv());
                }
            }
        }
    }

    @Test
    void theTextOfAProxyNeverFails() throws Exception {
        ListProxy<Object> list;
        try (SyncManager other = Multiprocessing.manager()) {
            list = other.list();
            list.add(1);
            list.add(list);
            assertEquals("[1, ...]", list.toString());
            DictProxy<String, Object> dict = other.dict();
            dict.put("list", list);
            list.set(0, dict);
            assertEquals("{list=[..., ...]}", dict.toString());
            Iterator<Object> iterator = list.iterator();
            iterator.next();
            iterator.next();
            assertThrows(NoSuchElementException.class, iterator::next);
        }
        String text = list.toString();
        assertTrue(text.startsWith("<ListProxy object, typeid 'list' at 0x1; its text cannot be had: "), text);
    }
}
