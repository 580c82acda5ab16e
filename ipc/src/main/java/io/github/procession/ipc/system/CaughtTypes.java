package io.github.procession.ipc.system;

import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.OptionalDataException;
import java.io.UncheckedIOException;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.SocketException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;

/**
 * The types of {@code java.base} that handlers of this library catch, looked up in advance.
 *
 * <p>The JVM looks up what a handler catches when something passes that handler for the first time, and has the class loader do so, which
 * takes memory. Without memory that fails, and the error leaves the handler: a loop that was to outlive a shortage ends with it. What a
 * class loader has found once it finds again without memory, for all its classes.
 */
public final class CaughtTypes {
    private CaughtTypes() {}

    /** A class of its own, so that a failure of its initializer can be caught. */
    private static final class Types {
        private static final List<Class<?>> ALL = List.of(
                AccessDeniedException.class,
                ArithmeticException.class,
                BrokenBarrierException.class,
                BufferUnderflowException.class,
                CancellationException.class,
                CharacterCodingException.class,
                ClassNotFoundException.class,
                ClosedByInterruptException.class,
                ClosedChannelException.class,
                ClosedSelectorException.class,
                CompletionException.class,
                DirectoryIteratorException.class,
                DirectoryNotEmptyException.class,
                EOFException.class,
                Error.class,
                Exception.class,
                ExecutionException.class,
                FileAlreadyExistsException.class,
                FileLockInterruptionException.class,
                FileSystemException.class,
                FileSystemNotFoundException.class,
                GeneralSecurityException.class,
                IOException.class,
                IllegalAccessException.class,
                IllegalArgumentException.class,
                IllegalCallerException.class,
                IllegalMonitorStateException.class,
                IllegalStateException.class,
                InaccessibleObjectException.class,
                InterruptedException.class,
                InvalidObjectException.class,
                InvalidPathException.class,
                InvocationTargetException.class,
                LinkageError.class,
                MalformedURLException.class,
                NoClassDefFoundError.class,
                NoSuchAlgorithmException.class,
                NoSuchFieldError.class,
                NoSuchFieldException.class,
                NoSuchFileException.class,
                NoSuchMethodException.class,
                NotDirectoryException.class,
                NullPointerException.class,
                NumberFormatException.class,
                OptionalDataException.class,
                OutOfMemoryError.class,
                OverlappingFileLockException.class,
                ParseException.class,
                ReflectiveOperationException.class,
                RejectedExecutionException.class,
                RuntimeException.class,
                SSLException.class,
                ServiceConfigurationError.class,
                SocketException.class,
                StackOverflowError.class,
                Throwable.class,
                TimeoutException.class,
                URISyntaxException.class,
                UncheckedIOException.class,
                UnknownHostException.class,
                UnsupportedOperationException.class,
                VirtualMachineError.class,
                ZipException.class);
    }

    /**
     * Looks them up, if that has not been done, and never throws: without memory for it there is a shortage already. It takes some
     * milliseconds, so it is called where nobody waits: in the threads that look after children and parents, and before the first service.
     */
    public static void lookUp() {
        try {
            Class<?> _ = types().getFirst();
        } catch (Error _) {
            // of that shortage
        }
    }

    /**
     * The list.
     *
     * @return the types
     */
    public static List<Class<?>> types() {
        return Types.ALL;
    }
}
