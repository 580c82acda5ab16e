package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.function.Function0;
import io.github.procession.function.Function1;
import io.github.procession.function.Function2;
import io.github.procession.function.Function3;
import io.github.procession.ipc.codec.HomeOnly;
import io.github.procession.ipc.jvm.Launch;
import io.github.procession.ipc.memory.EndOfProgram;
import io.github.procession.ipc.net.SocketSettings;
import io.github.procession.ipc.report.LibraryLogger;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server of objects that processes share through proxies, also processes of other machines: Python's
 * {@code multiprocessing.managers.BaseManager}.
 *
 * <pre>{@code
 * class QueueManager extends BaseManager {                          // the server
 *     static final Queue<String> JOBS = new Queue<>();
 *
 *     QueueManager(SocketAddress address, byte[] key) {
 *         super(address, key);
 *         register("jobs", () -> JOBS, QueueProxy.class);
 *     }
 * }
 * new QueueManager(new InetSocketAddress(50000), key).getServer().serveForever();
 *
 * var manager = new BaseManager(new InetSocketAddress("server", 50000), key);   // a client
 * manager.register("jobs", QueueProxy.class);
 * manager.connect();
 * QueueProxy<String> jobs = manager.create("jobs");
 * }</pre>
 *
 * <p>A type is registered with a factory, which runs at the server, and an interface: its abstract methods are called at the
 * server, and nothing else can be. Calls of one object run at once, in virtual threads; but for those of the library's own
 * maps, lists, sets and values, which run one after the other. An exception of the object is thrown to the caller.
 *
 * <p><b>Processes.</b> All proxies of a process share one connection. An object lives while any process has a proxy of it, or
 * another object of the server has one; a proxy that is under way keeps it for a minute. When a process dies or its connection ends, its
 * calls are interrupted, its locks and permits are released, and objects that only it had stay for a minute, in which it may connect again.
 *
 * <p><b>Security.</b> A process that connects must know the key, see {@link Listener}; over TCP only standard classes and those
 * {@linkplain #allow allowed} are decoded. A client that knows the key can call everything that is registered, and may run functions of
 * allowed classes at the server. A proxy that travels takes the key along only as far as processes of the same tree.
 *
 * <p><b>If the server dies</b> all calls throw {@link ManagerException}. If it has no memory for a call, that call alone throws an
 * {@link OutOfMemoryError}, or a {@link io.github.procession.serialization.DecodeException} for arguments that are too large, which names the
 * server's process.
 */
// Longer than most: the methods of a manager before and after its start, and their comments.
@HomeOnly("is a manager, which belongs to its own process; send its proxies, or its address and connect() there")
public class BaseManager implements AutoCloseable {
    private enum State {
        INITIAL,
        STARTED,
        SHUTDOWN
    }

    private static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(1);

    private final HashMap<String, Registration> types = new HashMap<>();
    private final byte[] key;
    private SocketAddress address;
    private Context context = Context.of(ThisProcess.here().startMethod());
    private Duration shutdownTimeout = DEFAULT_SHUTDOWN_TIMEOUT;
    private SSLContext tls;
    private ArrayList<String> allowed;
    private long maxMessageBytes;
    private State state = State.INITIAL;
    private Process process;
    private ManagerLink link;

    /** In place of the process and the link, of a manager on a cluster. */
    private FarManager far;

    /** Makes a manager with the key of this process; a started one chooses its address: Python's {@code BaseManager()}. */
    public BaseManager() {
        this(null, null);
    }

    /**
     * Makes a manager: Python's {@code BaseManager(address, authkey)}.
     *
     * @param address where the server listens or is to listen; null for a private place on this machine
     * @param authKey the secret; null for that of this process
     */
    public BaseManager(@Nullable SocketAddress address, byte @Nullable [] authKey) {
        this.address = address;
        this.key = authKey != null ? authKey.clone() : ThisProcess.here().authKey();
    }

    /**
     * Sets how long {@link #shutdown()} waits before it uses force: Python's {@code shutdown_timeout}.
     *
     * @param timeout how long; null for ever, one second without a call
     */
    public final void setShutdownTimeout(@Nullable Duration timeout) {
        shutdownTimeout = timeout;
    }

    /**
     * Sets how the server's process starts: Python's {@code ctx}.
     *
     * @param startContext the context
     */
    public final void setContext(Context startContext) {
        context = Objects.requireNonNull(startContext, "startContext");
    }

    /**
     * Encrypts with TLS, at the server and at clients, see {@link Listener.Builder#tls} and {@link Client#tls}. A context does not travel: a
     * process that a proxy comes to must {@link #connect()} a manager with TLS of its own before it can use that proxy.
     *
     * @param sslContext with what the side needs
     */
    public final void setTls(SSLContext sslContext) {
        tls = Objects.requireNonNull(sslContext, "sslContext");
    }

    /**
     * Allows classes whose objects may come over TCP, see {@link Listener.Builder#allow}: to the server, to this process, and to each process of
     * its tree that a proxy comes to. A manager without an address has no such limit within its tree of processes.
     *
     * @param patterns names of classes, {@code p.*} for a package
     */
    public final void allow(String... patterns) {
        if (allowed == null) {
            allowed = new ArrayList<>();
        }
        allowed.addAll(List.of(patterns));
    }

    /**
     * Limits the messages that are received, see {@link Listener.Builder#maxMessageBytes}.
     *
     * @param bytes the longest
     * @throws IllegalArgumentException if it is not positive
     */
    public final void setMaxMessageBytes(long bytes) {
        maxMessageBytes = Client.checkMaxMessageBytes(bytes);
    }

    /**
     * Registers a type that only the server can make: Python's {@code register(typeid)} of a client.
     *
     * @param typeid its name
     * @param type interface of its proxies
     */
    public final void register(String typeid, Class<?> type) {
        add(typeid, 0, null, type);
    }

    /**
     * Registers a type without an interface, whose public methods are called by name: Python's
     * {@code register(typeid, callable)}.
     *
     * @param typeid its name
     * @param factory makes an object at the server, or gives one that is there
     */
    public final void register(String typeid, Function0<?> factory) {
        Objects.requireNonNull(factory, "factory");
        add(typeid, 0, _ -> factory.apply(), DynamicProxy.class);
    }

    /**
     * Registers a type: Python's {@code register(typeid, callable, proxytype)}.
     *
     * @param typeid its name
     * @param factory makes an object at the server, or gives one that is there
     * @param type interface of its proxies; the object has methods of the same names and parameters
     */
    public final void register(String typeid, Function0<?> factory, Class<?> type) {
        Objects.requireNonNull(factory, "factory");
        add(typeid, 0, _ -> factory.apply(), type);
    }

    /**
     * Registers a type whose factory takes one argument.
     *
     * @param typeid its name
     * @param factory makes an object at the server
     * @param type interface of its proxies
     * @param <A> type of the argument
     */
    @SuppressWarnings("unchecked") // a wrong argument is a ClassCastException for who gave it
    public final <A> void register(String typeid, Function1<A, ?> factory, Class<?> type) {
        Objects.requireNonNull(factory, "factory");
        add(typeid, 1, args -> factory.apply((A) args[0]), type);
    }

    /**
     * Registers a type whose factory takes two arguments.
     *
     * @param typeid its name
     * @param factory makes an object at the server
     * @param type interface of its proxies
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     */
    @SuppressWarnings("unchecked") // a wrong argument is a ClassCastException for who gave it
    public final <A, B> void register(String typeid, Function2<A, B, ?> factory, Class<?> type) {
        Objects.requireNonNull(factory, "factory");
        add(typeid, 2, args -> factory.apply((A) args[0], (B) args[1]), type);
    }

    /**
     * Registers a type whose factory takes three arguments.
     *
     * @param typeid its name
     * @param factory makes an object at the server
     * @param type interface of its proxies
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     */
    @SuppressWarnings("unchecked") // a wrong argument is a ClassCastException for who gave it
    public final <A, B, C> void register(String typeid, Function3<A, B, C, ?> factory, Class<?> type) {
        Objects.requireNonNull(factory, "factory");
        add(typeid, 3, args -> factory.apply((A) args[0], (B) args[1], (C) args[2]), type);
    }

    private synchronized void add(String typeid, int arguments, Registration.Factory factory, Class<?> type) {
        Objects.requireNonNull(typeid, "typeid");
        if (!Objects.requireNonNull(type, "type").isInterface()) {
            throw new IllegalArgumentException("type=" + type.getName() + " is not an interface: proxies need one");
        }
        Registration.Factory checked = factory == null
                ? null
                : args -> {
                    Registration.requireCount(typeid, arguments, args.length);
                    return factory.make(args);
                };
        types.put(typeid, new Registration(checked, type));
    }

    /**
     * Starts the server in a process of its own: Python's {@code start()}.
     *
     * @throws ProcessError if it was started, connected or shut down, if its process ends at once, or cannot listen at the address
     * @throws IllegalStateException if it has no address, and the path of the folder of shared memory is too long for a socket
     * @throws InterruptedException if interrupted while waiting for the server; it is ended then
     */
    public final void start() throws InterruptedException {
        start(null);
    }

    /**
     * Starts the server in a process of its own: Python's {@code start(initializer)}.
     *
     * @param initializer runs first in that process; null for nothing
     * @throws ProcessError if it was started, connected or shut down, if its process ends at once, or cannot listen at the address
     * @throws IllegalStateException if it has no address, and the path of the folder of shared memory is too long for a socket
     * @throws InterruptedException if interrupted while waiting for the server; it is ended then
     */
    public final synchronized void start(@Nullable Action0 initializer) throws InterruptedException {
        requireInitial();
        boolean onCluster = context.method() == StartMethod.CLUSTER;
        Context here = onCluster ? Context.of(StartMethod.SPAWN) : context;
        if (onCluster && address == null) {
            requireNoServer();
            if (initializer != null) {
                runAlone(here.process(initializer));
            }
            far = new FarManager(Homes.ofCluster().another());
            state = State.STARTED;
            return;
        }
        if (tls != null) {
            throw new IllegalStateException(
                    "an SSLContext cannot be sent to another process: use getServer() in a process" + " of yours");
        }
        try (Pipe pipe = Pipe.inMemory(false)) {
            process = named(here.process(ManagerSetup::serve, setup(), pipe.second(), initializer));
            process.start();
            pipe.second().close();
            try {
                Object answer = pipe.first().recv();
                if (answer instanceof IOException e) {
                    throw e;
                }
                address = SocketAddresses.ofText((String) answer);
                link = ManagerLink.connect(address, key, clientSettings());
                state = State.STARTED;
            } catch (EOFException e) {
                process.join();
                ProcessError ended = new ProcessError("the manager's process ended before it served, with exit code "
                        + process.exitCode().orElseThrow() + ": its error output tells why");
                ended.initCause(EndOfProgram.or(e));
                throw ended;
            } finally {
                if (state != State.STARTED) {
                    process.kill();
                    process.join();
                }
            }
        } catch (IOException e) {
            ProcessError unreachable =
                    new ProcessError("the manager's process cannot serve or be reached: " + e.getMessage());
            unreachable.initCause(EndOfProgram.or(e));
            throw unreachable;
        }
    }

    private Process named(Process server) {
        String kind =
                getClass().getSimpleName().isEmpty() ? "Manager" : getClass().getSimpleName();
        server.setName(kind + server.getName().replaceFirst("^\\D*", "-"));
        server.setDaemon(true);
        // Ctrl-C is the business of those who use it, and a call that is too large that of its caller
        server.setJvmOptions(Launch.IGNORE_SIGINT, "-XX:-ExitOnOutOfMemoryError");
        return server;
    }

    /** Refuses what needs a server that all machines of a cluster reach: without an address a manager has none there. */
    private void requireNoServer() {
        String what = !types.isEmpty()
                ? "the registered type " + types.keySet().iterator().next()
                : tls != null ? "TLS" : null;
        if (what != null) {
            throw new IllegalStateException("a manager on a cluster has no server without an address, and " + what
                    + " needs one: give it an address of this machine that the others reach, such as new"
                    + " InetSocketAddress(\"10.0.0.5\", 50000), or, for processes of this machine alone,"
                    + " setContext(getContext(\"spawn\"))");
        }
    }

    /** Runs the initializer where no server follows. */
    private void runAlone(Process initializing) throws InterruptedException {
        named(initializing).start();
        try {
            initializing.join();
        } finally {
            initializing.kill(); // if this thread was interrupted
        }
        if (initializing.exitCode().orElseThrow() != 0) {
            throw new ProcessError("the initializer of the manager ended with exit code "
                    + initializing.exitCode().orElseThrow() + ": its error output tells why");
        }
    }

    /** The types that all managers of this class have without registering them. */
    Registration.Table ownTypes() {
        return Collections::emptyMap;
    }

    private ManagerSetup setup() {
        return new ManagerSetup(
                types,
                ownTypes(),
                SocketAddresses.text(address == null ? SocketAddresses.fresh() : address),
                key,
                allowed,
                maxMessageBytes);
    }

    private void requireInitial() {
        ManagerSilence.limit(); // a wrong one is refused here, and not in a thread or a child
        switch (state) {
            case STARTED -> throw new ProcessError("the manager is already started");
            case SHUTDOWN -> throw new ProcessError("the manager has shut down");
            case INITIAL -> {}
        }
    }

    private SocketSettings clientSettings() {
        SocketSettings settings = new SocketSettings(tls, allowed, maxMessageBytes);
        if (!(address instanceof InetSocketAddress)) {
            return settings;
        }
        return settings.allow(
                types.values().stream().map(each -> each.type().getName()).toList());
    }

    /**
     * Makes the server in this process: Python's {@code get_server()}. It serves at once.
     *
     * @return the server
     * @throws ProcessError if the manager was started, connected or shut down
     * @throws java.io.UncheckedIOException if it cannot listen
     */
    public final synchronized ManagerServer getServer() {
        requireInitial();
        try {
            return setup().open(new SocketSettings(tls, allowed, maxMessageBytes));
        } catch (IOException e) {
            throw SocketAddresses.unchecked(e);
        }
    }

    /**
     * Connects to a server that runs: Python's {@code connect()}.
     *
     * @throws ProcessError if the manager was started, connected or shut down
     * @throws AuthenticationError if the keys differ
     * @throws IOException if no server listens at the address
     * @throws InterruptedException if interrupted while waiting
     */
    public final synchronized void connect() throws IOException, InterruptedException {
        requireInitial();
        Objects.requireNonNull(address, "address");
        link = ManagerLink.connect(address, key, clientSettings());
        state = State.STARTED;
    }

    /**
     * Makes an object of a registered type at the server: what the methods do that Python's {@code register} adds.
     *
     * @param typeid name of the type
     * @param args arguments of its factory
     * @param <P> interface of its proxies
     * @return the proxy
     * @throws ProcessError if the manager is not started or connected
     * @throws IllegalArgumentException if there is no such type, or it takes other arguments, of which the message tells
     * @throws ManagerException if the server is lost
     */
    @SuppressWarnings("unchecked") // the caller knows what is registered
    public final <P> P create(String typeid, Object... args) {
        Objects.requireNonNull(typeid, "typeid");
        Objects.requireNonNull(args, "args");
        ManagerLink started = started(); // null on a cluster
        Registration registration = types.get(typeid);
        if (registration == null) {
            registration = ownTypes().types().get(typeid);
        }
        if (registration == null) {
            throw new IllegalArgumentException("typeid=" + typeid + " is not registered with this manager");
        }
        if (started == null) {
            return (P) far.create(typeid, registration.type(), args);
        }
        try {
            long object = started.create(typeid, args);
            return (P) ProxyHandler.created(started, object, typeid, registration.type());
        } catch (Throwable e) {
            throw ProxiedObject.sneaky(e);
        }
    }

    private synchronized ManagerLink started() {
        if (state != State.STARTED) {
            throw new ProcessError(
                    state == State.INITIAL ? "the manager is not yet started" : "the manager has shut down");
        }
        return link;
    }

    /**
     * A copy of the object of a proxy: Python's {@code proxy._getvalue()}.
     *
     * @param proxy any proxy of a manager
     * @param <T> what the caller expects
     * @return the copy; collections in it cannot be changed
     * @throws ManagerException if the server is lost
     */
    public static <T> T getValue(Object proxy) {
        return ProxiedObject.copy(proxy);
    }

    /**
     * The text form of a proxy itself, not of its object: Python's {@code repr(proxy)}.
     *
     * @param proxy any proxy of a manager
     * @return its interface, the name of its type and the number of its object
     */
    public static String describe(Object proxy) {
        return ProxiedObject.of(proxy).describe(proxy.getClass().getInterfaces()[0]);
    }

    /**
     * How many objects the server has that some process holds: Python's {@code _number_of_objects()}.
     *
     * @return the number
     */
    public final int numberOfObjects() {
        return (Integer) askServer("numberOfObjects");
    }

    /**
     * The objects of the server, with the number of processes that hold each: Python's {@code _debug_info()}.
     *
     * @return a text of lines
     */
    public final String debugInfo() {
        return (String) askServer("debugInfo");
    }

    private Object askServer(String what) {
        ManagerLink started = started();
        if (started == null) {
            throw new UnsupportedOperationException(
                    "a manager on a cluster has no server of its own: procession-cluster status tells what there is");
        }
        try {
            return started.call(ManagerWire.SERVER, what);
        } catch (Throwable e) {
            throw ProxiedObject.sneaky(e);
        }
    }

    /**
     * Address of the server: Python's {@code address}.
     *
     * @return the address; null if none was given and it is not started
     */
    public final synchronized @Nullable SocketAddress address() {
        return address;
    }

    /**
     * Ends a server that this manager has started, by force if need be: Python's {@code shutdown()}. A manager that only
     * connected ends its connection. Further calls do nothing.
     */
    public final void shutdown() {
        ManagerLink ending;
        Process server;
        FarManager elsewhere;
        synchronized (this) {
            if (state != State.STARTED) {
                state = State.SHUTDOWN;
                return;
            }
            state = State.SHUTDOWN;
            ending = link;
            server = process;
            elsewhere = far;
        }
        if (elsewhere != null) {
            elsewhere.close();
            return;
        }
        boolean interrupted = Thread.interrupted();
        if (server != null) {
            interrupted |= askToShutDown(ending);
            ending.shutDown();
            interrupted |= end(server);
            removeFile();
        } else {
            ending.release();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A server that is stopped does not answer, and is ended by force after the same time. */
    private boolean askToShutDown(ManagerLink ending) {
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                ending.call(ManagerWire.SERVER, "shutdown");
            } catch (Throwable _) {
                // then it is dead, or will be
            }
        });
        try {
            if (shutdownTimeout == null) {
                asking.join();
            } else {
                asking.join(shutdownTimeout);
            }
            return false;
        } catch (InterruptedException _) {
            return true;
        }
    }

    private boolean end(Process server) {
        boolean interrupted = false;
        for (Action0 force : List.<Action0>of(() -> {}, server::terminate, server::kill)) {
            try {
                force.run();
                if (server.join(shutdownTimeout)) {
                    break;
                }
            } catch (InterruptedException _) {
                interrupted = true;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return interrupted;
    }

    /** A server that was killed has left it. */
    private void removeFile() {
        if (address() instanceof UnixDomainSocketAddress file) {
            try {
                Files.deleteIfExists(file.getPath());
            } catch (IOException e) {
                LibraryLogger.of(BaseManager.class).warn("cannot remove the socket {}", file, e);
            }
        }
    }

    /** Does what {@link #shutdown()} does. */
    @Override
    public final void close() {
        shutdown();
    }

    /**
     * Waits until the server's process has ended: Python's {@code join()}.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public final void join() throws InterruptedException {
        if (process != null) {
            process.join();
        }
    }

    /**
     * Waits for some time until the server's process has ended: Python's {@code join(timeout)}.
     *
     * @param timeout how long to wait; null for ever
     * @return whether it has ended
     * @throws InterruptedException if interrupted while waiting
     */
    public final boolean join(@Nullable Duration timeout) throws InterruptedException {
        return process == null || process.join(timeout);
    }

    /** The process of the server, or null. */
    final Process process() {
        return process;
    }

    final ManagerLink link() {
        return link;
    }

    @Override
    public String toString() {
        return "<" + getClass().getSimpleName() + " " + state + " at " + address() + ">";
    }
}
