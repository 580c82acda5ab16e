package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.NotSendableException;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import kotlin.jvm.functions.Function1;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects whose copies would crash the receiver, never end there, or mean nothing there are refused with the way out. */
class KindsThatCannotTravelTest {
    private static String refusal(Object value) {
        String message = assertThrows(NotSendableException.class, () -> Codec.encode(value))
                .getMessage();
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    private static void assertRefused(Object value, String... words) {
        String message = refusal(new Holder(value));
        assertTrue(message.startsWith("holder.value"), message);
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    private static Object copy(Object value) {
        try (Message message = Codec.encode(value)) {
            return Codec.decode(message.toByteArray());
        }
    }

    record Holder(Object value) {}

    // ---- native memory

    /** As RocksDB's objects. */
    static class NativeObject {
        protected final long nativeHandle_ = 4711;
    }

    static final class Options extends NativeObject {
        private static native void disposeInternal(long handle);

        boolean createIfMissing;
    }

    static final class Peer {
        final long peer = 1;

        native int size();
    }

    /** Has native methods, but no handle. */
    static final class Clock {
        long ticks = 3;

        native int resolution();
    }

    /** As SWIG's objects. */
    static final class Swig {
        private final transient long swigCPtr = 4711;
        boolean swigCMemOwn;
    }

    /** As Agrona's buffers: all that is known is the name of the field and what the class file mentions. */
    static final class UnsafeLikeBuffer {
        private final byte[] byteArray;
        private final long addressOffset;

        UnsafeLikeBuffer(byte[] byteArray, long addressOffset) {
            this.byteArray = byteArray;
            this.addressOffset = addressOffset;
        }
    }

    static final class DirectBuffer {
        final ByteBuffer bytes;
        final long memoryAddress = 16;

        DirectBuffer(ByteBuffer bytes) {
            this.bytes = bytes;
        }
    }

    static final class Customer {
        long address = 12;
        long pointer = 13;
        String name = "x";
    }

    private static final String NATIVE = "holds an address of native memory";

    @Test
    void addressesOfNativeMemoryAreRefused() {
        assertRefused(new Options(), Options.class.getName(), NATIVE);
        assertRefused(new Peer(), NATIVE);
        assertRefused(new Swig(), NATIVE);
        assertRefused(new UnsafeLikeBuffer(null, 4711), NATIVE);
        assertRefused(new DirectBuffer(ByteBuffer.allocateDirect(4)), NATIVE);
        try (Arena arena = Arena.ofConfined()) {
            assertRefused(arena.allocate(4), "is a view of memory of its own JVM; send its bytes");
            assertRefused(MemorySegment.ofArray(new byte[4]), "send its bytes");
        }
    }

    @Test
    void numbersThatOnlyLookLikeAddressesTravel() {
        assertEquals(16, ((UnsafeLikeBuffer) copy(new UnsafeLikeBuffer(new byte[8], 16))).addressOffset);
        assertEquals(16, ((DirectBuffer) copy(new DirectBuffer(ByteBuffer.allocate(4)))).memoryAddress);
        assertEquals(13, ((Customer) copy(new Customer())).pointer);
        assertEquals(3, ((Clock) copy(new Clock())).ticks);
    }

    // ---- futures

    /** As Guava's SettableFuture. */
    static final class OwnFuture implements Future<String> {
        private volatile String result;

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public boolean isDone() {
            return result != null;
        }

        @Override
        public String get() throws InterruptedException, ExecutionException {
            return result;
        }

        @Override
        public String get(long timeout, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            return result;
        }
    }

    @Test
    void aFutureTravelsOnceItHasEnded() throws Exception {
        OwnFuture future = new OwnFuture();
        assertRefused(future, "is a future, which is ended by its own JVM; send its result");
        future.result = "x";
        assertEquals("x", ((OwnFuture) copy(future)).get());
    }

    // ---- others

    /** As a logger of a backend that does not make it Serializable. */
    static final class BackendLogger implements System.Logger {
        @Override
        public String getName() {
            return "x";
        }

        @Override
        public boolean isLoggable(Level level) {
            return false;
        }

        @Override
        public void log(Level level, java.util.ResourceBundle bundle, String message, Throwable thrown) {}

        @Override
        public void log(Level level, java.util.ResourceBundle bundle, String format, Object... parameters) {}
    }

    @Test
    void loggersAreToBeStatic() {
        assertRefused(new BackendLogger(), "is a logger; make its field static");
        assertRefused(Logger.getLogger("x"), "is a logger; make its field static");
        assertRefused(System.getLogger("x"), "is a logger; make its field static");
    }

    @Test
    void pathsOfOtherFileSystemsAreRefused(@TempDir Path directory) throws Exception {
        try (FileSystem archive = FileSystems.newFileSystem(directory.resolve("a.zip"), Map.of("create", "true"))) {
            assertRefused(archive.getPath("/x"), "is a path of a file system (jar)", "copy the file");
        }
        Path image = Path.of(java.net.URI.create("jrt:/java.base"));
        assertEquals(image, copy(image));
    }

    @Test
    void aKotlinFunctionValueIsToldTheAnnotation() {
        Function1<String, Integer> function = String::length;
        assertRefused(function, "a Kotlin function value", "@JvmSerializableLambda");
    }

    @Test
    void whatWorksOnItsOwnJvmIsToldWhatToSendInstead() {
        assertRefused(new CountDownLatch(1), "coordinates threads of its own JVM");
        assertRefused(Pattern.compile("a").matcher("a"), "toMatchResult()");
        assertRefused(new java.util.SplittableRandom(), "send a seed");
        assertRefused(new java.util.StringJoiner(","), "toString()");
        assertRefused(FileSystems.getDefault(), "send a path");
        assertRefused(new Mine(), "is mine");
    }

    @Test
    void aClassOfTheJdkThatCodeNamesIsNotSentAsAnotherOne() {
        assertRefused(new java.util.jar.Attributes(), "not Serializable", "new LinkedHashMap<>(...)");
        assertRefused(new javax.script.SimpleBindings(), "not Serializable", "new LinkedHashMap<>(...)");
    }

    @Test
    void anAddressThatOnlyItsOwnHandlerCanOpenIsRefused() throws Exception {
        URLStreamHandler handler = new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
                return null;
            }
        };
        assertRefused(URL.of(URI.create("own://x/y"), handler), "has a handler of its own", "unknown protocol: own");
        URL known = URI.create("http://example.com/a").toURL();
        assertEquals(known.toString(), copy(known).toString());
    }

    @Test
    void anAddressThatIsReadAsAnotherOneIsRefused() {
        URI base = URI.create("http://example.com/a/");
        assertRefused(base.relativize(URI.create("http://example.com/a/b:c")), "read from its text as another one");
        URI plain = base.relativize(URI.create("http://example.com/a/b/c"));
        assertEquals(plain, copy(plain));
    }

    @HomeOnly(value = "is busy", exceptAtStart = true)
    static class Startable {
        int number = 5;
        Startable other;
    }

    @Test
    void whatIsSentWithAStartOnlyIsRefusedInOtherMessagesAtAnyDepth() {
        assertRefused(new Startable(), "is busy");
        Startable deep = new Startable();
        for (int i = 0; i < 2 * DeepStack.ORDINARY_LEVELS; i++) { // goes on a thread of its own
            Startable outer = new Startable();
            outer.other = deep;
            deep = outer;
        }
        byte[] bytes;
        try (Message message = Codec.encodeForStart(deep)) {
            bytes = message.toByteArray();
        }
        int levels = 0;
        for (Startable level = (Startable) Codec.decode(bytes); level != null; level = level.other) {
            assertEquals(5, level.number);
            levels++;
        }
        assertEquals(1 + 2 * DeepStack.ORDINARY_LEVELS, levels);
        assertRefused(deep, "is busy");
    }

    @HomeOnly("is mine")
    static class Marked {}

    static final class Mine extends Marked {}

    // ---- captured surroundings

    interface Task extends Serializable {
        Object run();
    }

    static final class Service {
        final Socket connection = new Socket();

        int size() {
            return 1;
        }

        Task lambda() {
            return () -> size();
        }

        Task reference() {
            return this::size;
        }
    }

    @Test
    void aCapturedThisIsNamedWithTheWayOut() {
        String service = Service.class.getTypeName();
        String message = refusal(new Service().lambda());
        assertTrue(message.contains("service.connection: java.net.Socket cannot be sent"), message);
        assertTrue(
                message.endsWith("; the lambda captures `this`, an object of " + service
                        + ", because it uses a method or field of it: call a static method, or copy what is needed into"
                        + " local variables in front of the lambda"),
                message);
        assertTrue(
                refusal(new Service().reference())
                        .endsWith("; the method reference captures its receiver, an object of " + service
                                + ": make the method static, and give it what it needs as arguments"),
                refusal(new Service().reference()));
    }

    interface Sized {
        int size();
    }

    @Test
    void aProxyBehindAMethodReferenceIsCalledOne() {
        Socket target = new Socket();
        Sized proxy = (Sized) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Sized.class}, (_, _, _) -> target.getPort());
        Task task = proxy::size;
        String message = refusal(task);
        assertTrue(message.contains("captures its receiver, a proxy that was made in memory"), message);
    }

    @Test
    void capturesThatAreMeantAreNotBlamed() {
        Socket socket = new Socket();
        Task task = () -> List.of(socket);
        assertTrue(refusal(task).endsWith("send the data or the path instead"), refusal(task));
    }
}
