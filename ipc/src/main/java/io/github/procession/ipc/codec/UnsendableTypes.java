package io.github.procession.ipc.codec;

import java.io.InputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.ref.Reference;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channel;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** List of the kinds of objects that make no sense in another process, whatever their fields are. */
final class UnsendableTypes {
    static final String FUTURE = "is a future, which is ended by its own JVM; send its result";

    private UnsendableTypes() {}

    /** Why objects of a class cannot be sent and what to do instead, or null if there is nothing against it. */
    static @Nullable String reason(Class<?> type) {
        HomeOnly note = note(type);
        if (note != null && !note.exceptAtStart()) {
            return note.value();
        }
        if (Thread.class.isAssignableFrom(type)) {
            return "is a thread; send what it should work on instead";
        }
        if (type == ObjectStreamClass.class) {
            return "describes a class to Java's serialization; send the class";
        }
        if (isAny(type, ThreadGroup.class, ClassLoader.class, Module.class, ModuleLayer.class, Process.class)) {
            return "belongs to its own JVM";
        }
        if (ThreadLocal.class.isAssignableFrom(type)) {
            return "is a thread-local variable, which belongs to its own JVM; make the field static or transient";
        }
        if (Reference.class.isAssignableFrom(type)) {
            return "is a weak, soft or phantom reference; send what it refers to";
        }
        if (isAny(
                type,
                InputStream.class,
                OutputStream.class,
                Reader.class,
                Writer.class,
                Channel.class,
                Socket.class,
                ServerSocket.class)) {
            return "is an open stream, channel or socket; send the data or the path instead";
        }
        if (BaseStream.class.isAssignableFrom(type)) {
            return "is a stream of elements; collect it first";
        }
        if (Iterator.class.isAssignableFrom(type) && Access.isClosed(type)) {
            return "is an iterator; send the collection";
        }
        if (Executor.class.isAssignableFrom(type)) {
            return "is an executor, which belongs to its own JVM";
        }
        if (Future.class.isAssignableFrom(type) && Access.isClosed(type)) {
            return FUTURE;
        }
        return null;
    }

    /** What the class or a superclass says about its objects, or null if none says anything. */
    static @Nullable HomeOnly note(Class<?> type) {
        HomeOnly note = null;
        for (Class<?> level = type; level != null && note == null; level = level.getSuperclass()) {
            note = level.getDeclaredAnnotation(HomeOnly.class);
        }
        return note;
    }

    private static boolean isAny(Class<?> type, Class<?>... kinds) {
        for (Class<?> kind : kinds) {
            if (kind.isAssignableFrom(type)) {
                return true;
            }
        }
        return false;
    }

    static boolean isOfJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    /** Why the fields of a class in a closed module cannot be copied, and what to do. */
    static String opens(Class<?> type) {
        return "module " + type.getModule().getName() + " does not open its package; " + openIt(type);
    }

    /** The line to write into the descriptor of a module that hides a class. */
    static String openIt(Class<?> type) {
        return "add 'opens " + type.getPackageName() + ";' to module "
                + type.getModule().getName();
    }
}
