package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.ExitSequence;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives children the classes that exist only in this JVM's class loaders: those of a program started from its source
 * file, of JShell, of a container.
 *
 * <p>It listens on a socket in the session folder, which only this user can enter, and not before a child is started whose
 * target comes from such a class loader. A child connects when it misses its first class: see {@link ParentClassLoader}.
 *
 * <pre>
 *   child:  int token | then requests: UTF path of a resource, such as a/b/C.class
 *   parent: int length | bytes, or -1 when there is no such resource
 * </pre>
 */
final class ClassServer {
    /** After the children have ended, before the session folder is removed. */
    private static final int EXIT_STAGE = 20;

    private static final String CLASS_SUFFIX = ".class";

    private static ClassServer instance;

    private final ServerSocketChannel server;
    private final Path address;
    private final Map<Integer, List<ClassLoader>> loaders = new ConcurrentHashMap<>();

    private ClassServer(Path address) throws IOException {
        this.address = address;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(address));
        Thread acceptor = new Thread(null, this::accept, "procession-class-server", 0, false);
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /**
     * Opens the server for a child, where the child needs it.
     *
     * @param directory the session folder
     * @param token the child's
     * @param candidates class loaders of what the child will run, the most important one first
     * @return what the child connects to; empty when it has all those class loaders itself
     * @throws IOException when there can be no socket
     */
    static String open(Path directory, int token, List<ClassLoader> candidates) throws IOException {
        List<ClassLoader> own = new ArrayList<>();
        for (ClassLoader candidate : candidates) {
            if (isOfThisJvmAlone(candidate) && !own.contains(candidate)) {
                own.add(candidate);
            }
        }
        if (own.isEmpty()) {
            return "";
        }
        ClassServer server = instance(directory);
        server.loaders.put(token, own);
        return server.address.toString();
    }

    private static boolean isOfThisJvmAlone(ClassLoader loader) {
        return loader != null
                && loader != ClassLoader.getSystemClassLoader()
                && loader != ClassLoader.getPlatformClassLoader();
    }

    private static synchronized ClassServer instance(Path directory) throws IOException {
        if (instance == null) {
            ClassServer server = new ClassServer(
                    directory.resolve("classes-" + ProcessHandle.current().pid()));
            ExitSequence.add(EXIT_STAGE, server::close);
            instance = server;
        }
        return instance;
    }

    /** Forgets the class loaders of a child that has ended. */
    static synchronized void childEnded(int token) {
        if (instance != null) {
            instance.loaders.remove(token);
        }
    }

    private void close() {
        try {
            server.close();
        } catch (IOException e) {
            log().warn("cannot close {}", address, e);
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                Thread connection = new Thread(null, () -> serve(channel), "procession-class-connection", 0, false);
                connection.setDaemon(true);
                connection.start();
            }
        } catch (ClosedChannelException _) {
            // by close()
        } catch (IOException e) {
            log().warn("children get no more classes from this process", e);
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
            int token = in.readInt();
            while (true) {
                byte[] bytes = find(loaders.getOrDefault(token, List.of()), in.readUTF());
                out.writeInt(bytes == null ? -1 : bytes.length);
                if (bytes != null) {
                    out.write(bytes);
                }
            }
        } catch (IOException _) {
            // the child has ended, in order or not
        }
    }

    /** Not a constant: no logger is wanted in a program where all goes well. */
    private static Logger log() {
        return LoggerFactory.getLogger(ClassServer.class);
    }

    private static byte[] find(List<ClassLoader> loaders, String path) throws IOException {
        for (ClassLoader loader : loaders) {
            if (path.endsWith(CLASS_SUFFIX)) {
                loadFirst(loader, path);
            }
            try (InputStream in = loader.getResourceAsStream(path)) {
                if (in != null) {
                    return in.readAllBytes();
                }
            }
        }
        return null;
    }

    /** The source launcher compiles the classes of other files when they are loaded: there are no bytes before. */
    private static void loadFirst(ClassLoader loader, String path) {
        String name = path.substring(0, path.length() - CLASS_SUFFIX.length()).replace('/', '.');
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError _) {
            // then there are no bytes either, or they are of no use in the child, which will say so
        }
    }
}
