package io.github.procession.multiprocessing;

import java.io.IOException;
import java.io.InputStream;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Guard against static initializers that start processes without end.
 *
 * <p>A child initializes the classes of its task anew. If such an initializer starts processes, as that of a class with a pool
 * in a static field does, each child would start more of them without end. So a child is told the names of the classes in
 * whose initializers it and its ancestors were started, and what these initializers start in the child is refused. What a task
 * starts, or the initializer of another class, is not.
 */
final class StaticInitializers {
    private static final String METHOD = "<clinit>";

    private StaticInitializers() {}

    /** Names of the classes that the calling thread is initializing. */
    static Set<String> running() {
        Set<String> names = Set.of();
        for (StackTraceElement frame : new Throwable().getStackTrace()) {
            if (METHOD.equals(frame.getMethodName())) {
                if (names.isEmpty()) {
                    names = new LinkedHashSet<>();
                }
                names.add(frame.getClassName());
            }
        }
        return names;
    }

    /** Names of initializers, and those in which this process and its ancestors were started: what a child is told. */
    static String[] withAncestors(String[] ancestors, Set<String> names) {
        Set<String> all = new LinkedHashSet<>(Arrays.asList(ancestors));
        all.addAll(names);
        return all.toArray(String[]::new);
    }

    /** Why the calling thread may start no process, or null; by the initializers in which this process was started. */
    static @Nullable String refusal(String[] ancestors) {
        if (ancestors.length == 0) {
            return null;
        }
        Optional<String> repeated =
                running().stream().filter(Arrays.asList(ancestors)::contains).findFirst();
        return repeated.map(StaticInitializers::text).orElse(null);
    }

    /** Throws an {@link IllegalStateException} if the calling thread may start no process. */
    static void requireMayStart(String[] ancestors) {
        String refusal = refusal(ancestors);
        if (refusal != null) {
            throw new RecursiveStartException(refusal);
        }
    }

    private static String text(String className) {
        String field = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(frame -> METHOD.equals(frame.getMethodName())
                                && frame.getClassName().equals(className))
                        .findFirst()
                        .map(StaticInitializers::field)
                        .orElse(""));
        return "class " + className + " starts a process or a pool while it is initialized" + field
                + ", in a process that its initializer has itself started: that would go on without end. Start it in"
                + " main or in another method, not for a static field of a class that child processes use";
    }

    /** The static field for whose value the initializer is at work, as its code tells. */
    private static String field(StackFrame frame) {
        List<String> fields = new ArrayList<>();
        Class<?> type = frame.getDeclaringClass();
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream bytes = type.getResourceAsStream(file)) {
            if (bytes != null) {
                ClassFile.of().parse(bytes.readAllBytes()).methods().stream()
                        .filter(method -> method.methodName().equalsString(METHOD))
                        .forEach(method -> addFields(method, frame.getByteCodeIndex(), fields));
            }
        } catch (IOException | IllegalArgumentException _) {
            return ""; // the text says enough without it
        }
        return fields.isEmpty() ? "" : " (for its static field " + fields.getFirst() + ")";
    }

    private static void addFields(MethodModel method, int from, List<String> fields) {
        int at = 0;
        for (CodeElement element : method.code().orElseThrow()) {
            if (element instanceof Instruction instruction) {
                if (at >= from
                        && instruction instanceof FieldInstruction access
                        && instruction.opcode() == Opcode.PUTSTATIC) {
                    fields.add(access.name().stringValue());
                }
                at += instruction.sizeInBytes();
            }
        }
    }
}
