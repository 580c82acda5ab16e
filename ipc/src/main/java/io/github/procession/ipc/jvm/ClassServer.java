package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.memory.PidFiles;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.SocketPath;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.ServiceLoop;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/**
 * Server of classes that exist only in this JVM's class loaders: those of a program started from its source
 * file, of JShell, of a container.
 *
 * <p>It listens on a socket in the session folder, which only this user can enter, and not before such a class loader is
 * known. A child connects when it misses its first class: see {@link ParentClassLoader}.
 *
 * <pre>
 *   child:  int token | then requests: byte CLASS, RESOURCE or RESOURCES | UTF name
 *   parent: an answer to each; for RESOURCES int count, then so many answers
 *   answer: byte NONE | byte OWN | byte AT, UTF path or URL | byte CONTENT, int length, bytes | byte FAILED, UTF reason
 * </pre>
 */
final class ClassServer {
    static final byte CLASS = 'c';
    static final byte RESOURCE = 'r';
    static final byte RESOURCES = 's';

    static final byte NONE = 0;
    static final byte OWN = 1;
    static final byte AT = 2;
    static final byte CONTENT = 3;
    static final byte FAILED = 4;

    /** After the children have ended, before the session folder is removed. */
    private static final int EXIT_STAGE = 20;

    private static final int MOST_OF_A_REASON = 1_000;

    private static ClassServer instance;
    private static boolean hooked;

    /** Children that may ask; guarded by the class. While there are none there is no server either. */
    private static final Set<Integer> CHILDREN = new HashSet<>();

    private final ServerSocketChannel server;
    private final Path address;
    private final Path bound;
    private final Map<Integer, ClassLookup> lookups = new ConcurrentHashMap<>();

    private ClassServer(Path address) throws IOException {
        this.address = address;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean serves = false;
        try {
            bound = SocketPath.toBind(address);
            server.bind(UnixDomainSocketAddress.of(bound));
            startThread("procession-class-server", this::acceptAll);
            serves = true;
        } finally {
            if (!serves) { // such as no thread for it: the next child tries again
                server.close();
                Files.deleteIfExists(address);
            }
        }
    }

    private static void startThread(String name, Runnable action) {
        Thread thread = new Thread(null, action, name, 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    /** Address at which the server of a process listens, if it does. */
    static Path address(Path directory, long pid) {
        return PidFiles.classes(directory, pid);
    }

    /**
     * Opens the server for a child, where the child needs it.
     *
     * @param directory the session folder
     * @param token the child's
     * @param candidates class loaders of what the child will run, the most important one first
     * @param classPath the child's
     * @return how the child is to use the server
     * @throws IOException when there can be no socket
     */
    static synchronized ParentClasses open(Path directory, int token, List<ClassLoader> candidates, String classPath)
            throws IOException {
        CHILDREN.add(token);
        boolean needed = false;
        for (ClassLoader loader : candidates) {
            needed |= !ClassPath.isEveryJvms(loader);
        }
        if (!needed) {
            if (!KnownLoaders.all().isEmpty()) {
                instance(directory); // an argument may be of a class that no loader of the target has
            }
            return ParentClasses.IF_MISSED;
        }
        candidates.forEach(KnownLoaders::add);
        Set<String> childsOwn = ClassPath.isEveryJvms(ClassServer.class.getClassLoader()) || classPath == null
                ? Set.of()
                : Set.of(classPath.split(File.pathSeparator));
        instance(directory).lookups.put(token, new ClassLookup(candidates, childsOwn));
        boolean parentFirst = ClassPath.covers(candidates.getFirst());
        return parentFirst ? ParentClasses.AFTER_OWN : ParentClasses.BEFORE_OWN;
    }

    /** Called when there are classes that children may want which were started without the server. */
    static synchronized void openForRunningChildren() {
        if (CHILDREN.isEmpty()) {
            return;
        }
        try {
            instance(Session.current().directory());
        } catch (IOException e) {
            log().warn("children get no classes from this process", e);
        }
    }

    private static ClassServer instance(Path directory) throws IOException {
        if (instance == null) {
            ClassServer server =
                    new ClassServer(address(directory, ProcessHandle.current().pid()));
            if (!hooked) {
                ExitSequence.add(EXIT_STAGE, ClassServer::closeLast);
                hooked = true;
            }
            instance = server;
        }
        return instance;
    }

    /** Forgets the class loaders of a child that has ended. */
    static synchronized void childEnded(int token) {
        CHILDREN.remove(token);
        if (instance != null) {
            instance.lookups.remove(token);
            if (CHILDREN.isEmpty()) {
                instance.close(); // its thread would hold the class loader of a container
                instance = null;
            }
        }
    }

    private static synchronized void closeLast() {
        if (instance != null) {
            instance.close();
        }
    }

    private void close() {
        try {
            server.close();
            SocketPath.delete(bound, address);
        } catch (IOException e) {
            log().warn("cannot close {}", address, e);
        }
    }

    private void acceptAll() {
        ServiceLoop.run(
                () -> {
                    SocketChannel channel = server.accept();
                    boolean serves = false;
                    try {
                        startThread("procession-class-connection", () -> serve(channel));
                        serves = true;
                    } finally {
                        if (!serves) {
                            channel.close();
                        }
                    }
                    return true;
                },
                e -> log().warn("a child waits for classes of this process, which is short of something", e));
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
            ClassLookup lookup = lookups.getOrDefault(in.readInt(), ClassLookup.NONE);
            while (true) {
                answer(in.readByte(), in.readUTF(), lookup, out);
                out.flush();
            }
        } catch (IOException _) {
            // the child has ended, in order or not
        }
    }

    private static void answer(byte kind, String name, ClassLookup lookup, DataOutputStream out) throws IOException {
        List<ClassLookup.Answer> answers;
        try {
            answers = switch (kind) {
                case CLASS -> List.of(lookup.findClass(name));
                case RESOURCE -> List.of(lookup.findResource(name));
                case RESOURCES -> lookup.findResources(name);
                default -> throw new IOException("unknown request " + kind);
            };
        } catch (IOException | RuntimeException | LinkageError e) { // of the user's class loader, or of a jar
            String reason = e.toString();
            answers = List.of(new ClassLookup.Failed(reason.substring(0, Math.min(reason.length(), MOST_OF_A_REASON))));
        }
        if (kind == RESOURCES) {
            out.writeInt(answers.size());
        }
        for (ClassLookup.Answer answer : answers) {
            write(answer, out);
        }
    }

    private static void write(ClassLookup.Answer answer, DataOutputStream out) throws IOException {
        switch (answer) {
            case ClassLookup.None _ -> out.writeByte(NONE);
            case ClassLookup.Own _ -> out.writeByte(OWN);
            case ClassLookup.At at -> {
                out.writeByte(AT);
                out.writeUTF(at.place());
            }
            case ClassLookup.Content content -> {
                out.writeByte(CONTENT);
                out.writeInt(content.bytes().length);
                out.write(content.bytes());
            }
            case ClassLookup.Failed failed -> {
                out.writeByte(FAILED);
                out.writeUTF(failed.reason());
            }
        }
    }

    /** Not a constant: no logger is wanted in a program where all goes well. */
    private static Logger log() {
        return LibraryLogger.of(ClassServer.class);
    }
}
