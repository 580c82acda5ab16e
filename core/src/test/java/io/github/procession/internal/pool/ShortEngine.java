package io.github.procession.internal.pool;

import io.github.procession.ipc.system.ServiceLoop;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes of this package with a question before all that takes memory, whether there is some: before each object, array
 * and lambda, and before each call of a collection that makes something or may grow.
 */
final class ShortEngine extends ChangedEngine {
    /** Those that have the state of a pool, or change it. */
    private static final Set<String> ENGINE = Set.of(
            "JobQueue",
            "PoolEngine",
            "PoolTask",
            "ProcessPoolEngine",
            "ProcessPoolEngine$Step",
            "SlowResults",
            "TaskDispatcher",
            "TaskStopper",
            "TaskWriter",
            "WorkerChannel",
            "WorkerHandle",
            "WorkerSupervisor",
            "WorkerSupervisor$Pause");

    private static final Set<String> GROWING = Set.of(
            "add",
            "addAll",
            "addFirst",
            "addLast",
            "put",
            "push",
            "copyOf",
            "of",
            "stream",
            "iterator",
            "toArray",
            "reversed",
            "subList",
            "asList",
            "removeIf");

    private static final ClassDesc WORLD = ClassDesc.of(FakeWorld.class.getName());
    private static final MethodTypeDesc QUESTION = MethodTypeDesc.of(ConstantDescs.CD_void);

    private static final String SERVICE_LOOP = ServiceLoop.class.getName().replace('.', '/');

    private final @Nullable BrokenEngine broken;
    private int count;

    ShortEngine() {
        this(null);
    }

    /** One that is broken, too; null for the engine as it is. */
    ShortEngine(@Nullable BrokenEngine broken) {
        this.broken = broken;
    }

    /** What {@link Schedules#randomInShortage} says of it. */
    String randomInShortage(long from, int schedules) throws ReflectiveOperationException {
        return call("randomInShortage", from, schedules);
    }

    @Override
    boolean isChanged() {
        return count > 0 && (broken == null || broken.isChanged());
    }

    @Override
    byte[] changed(String name, byte[] code) {
        byte[] bytes = broken == null ? code : broken.changed(name, code);
        if (!ENGINE.contains(name)) {
            return bytes;
        }
        ClassFile classFile = ClassFile.of();
        return classFile.transformClass(
                classFile.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        each -> !each.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME), this::transform));
    }

    private void transform(CodeBuilder code, CodeElement element) {
        if (element instanceof Instruction instruction && (makes(instruction) || grows(instruction))) {
            count++;
            code.invokestatic(WORLD, "takeMemory", QUESTION);
        }
        if (!isPause(element)) {
            code.with(element);
        }
    }

    /** Whether it waits until there may be memory, which here depends on the number of attempts. */
    private static boolean isPause(CodeElement element) {
        return element instanceof InvokeInstruction call
                && call.owner().asInternalName().equals(SERVICE_LOOP)
                && call.name().equalsString("pause");
    }

    /** Queues of the library have room for what is put into them, but for that of the jobs. */
    private static boolean grows(Instruction instruction) {
        if (!(instruction instanceof InvokeInstruction call)) {
            return false;
        }
        boolean isConstant = call.name().equalsString("of") && call.typeSymbol().parameterCount() == 0;
        return !isConstant
                && GROWING.contains(call.name().stringValue())
                && call.owner().asInternalName().startsWith("java/util/");
    }

    @Override
    public String toString() {
        return broken == null ? "an engine short of memory" : broken + ", short of memory";
    }
}
