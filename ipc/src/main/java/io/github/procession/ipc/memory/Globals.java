package io.github.procession.ipc.memory;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Warning of shared objects that class initializers make: a class is initialized in each process anew, so each process
 * has objects of its own there, and nothing is shared.
 *
 * <p>A process notes in a file of the session which classes have made shared objects while they were initialized. When the
 * same happens in a process below it, that one says so on its error stream. Only the first objects of a process are looked
 * at: static fields get theirs early, and a look at the stack costs as much as making a lock.
 */
final class Globals {
    private static final String FILE = "globals";
    private static final int LOOKED_AT = 256;
    private static final int MAX_ANCESTORS = 32;

    private static final AtomicInteger MADE = new AtomicInteger();
    private static final Set<String> NOTED = new HashSet<>();

    private Globals() {}

    /** To be called when this process has made a shared object that no other process has. */
    static void made(Shareable created) {
        if (MADE.get() < LOOKED_AT && MADE.incrementAndGet() <= LOOKED_AT) {
            StackTraceElement[] frames = new Throwable().getStackTrace(); // loads less than a StackWalker
            for (StackTraceElement frame : frames) {
                if (frame.getMethodName().equals("<clinit>")) {
                    note(frame.getClassName(), created);
                    return;
                }
            }
        }
    }

    private static void note(String name, Shareable created) {
        String field = field(name, created);
        String place = field != null ? name + "." + field : name + "/" + created.getClass();
        synchronized (NOTED) {
            if (!NOTED.add(place)) {
                return;
            }
        }
        try {
            Path file = Session.current().directory().resolve(FILE);
            if (Files.exists(file) && isNotedAbove(Files.readAllLines(file), name)) {
                String text =
                        field != null ? place : "the " + created.getClass().getSimpleName() + " of " + name;
                System.err.println("procession: warning: " + text + " of this process is another object"
                        + " than that of its parent, since each process initializes"
                        + " the class " + name + " anew: give the parent's to the child as an argument");
            }
            Files.writeString(
                    file,
                    ProcessHandle.current().pid() + " " + name + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            return; // a warning less
        }
    }

    /**
     * The static field whose value is being made: the first without a value, since they are set in the order in which they are
     * written. It has the object itself, or another object that has it: an enum constant, a map, a holder. Null if all
     * fields have a value, as in a static block at the end.
     */
    private static @Nullable String field(String name, Shareable created) {
        Class<?> type;
        try {
            type = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        }
        for (Field field : type.getDeclaredFields()) {
            boolean fits = Shareable.class.isAssignableFrom(field.getType())
                    || field.getType().isInstance(created);
            boolean mayLeadToIt = Modifier.isFinal(field.getModifiers()) && !isPlain(field.getType());
            if (Modifier.isStatic(field.getModifiers()) && (fits || mayLeadToIt) && isUnset(field)) {
                return field.isSynthetic() ? null : field.getName();
            }
        }
        return null;
    }

    /** Whether objects of a type never have shared objects. */
    private static boolean isPlain(Class<?> type) {
        return type.isPrimitive()
                || Modifier.isFinal(type.getModifiers()) && type.getName().startsWith("java.lang.");
    }

    private static boolean isUnset(Field field) {
        try {
            return field.trySetAccessible() && field.get(null) == null;
        } catch (IllegalAccessException e) {
            return false;
        }
    }

    private static boolean isNotedAbove(List<String> lines, String name) {
        Set<String> wanted = new HashSet<>();
        Optional<ProcessHandle> ancestor = ProcessHandle.current().parent();
        for (int i = 0; ancestor.isPresent() && i < MAX_ANCESTORS; i++) {
            wanted.add(ancestor.get().pid() + " " + name);
            ancestor = ancestor.get().parent();
        }
        return lines.stream().anyMatch(wanted::contains);
    }
}
