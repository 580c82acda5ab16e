package io.github.procession.support;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The points of some classes' code that take memory: before each object, array and lambda, and before each call of the JDK that
 * may make something. A program runs again and again, each time with no memory at the next of the points that it comes by.
 */
public final class MemoryPoints extends ChangingLoader {
    private static final String LIBRARY = "io.github.procession.";
    private static final long LIMIT_SECONDS = 20;
    private static final int MOST_FAILURES = 5;

    private static final Set<String> GROWING = Set.of(
            "add",
            "addAll",
            "addFirst",
            "addLast",
            "asList",
            "copyOf",
            "entrySet",
            "forEach",
            "iterator",
            "keySet",
            "newCondition",
            "of",
            "offer",
            "put",
            "putIfAbsent",
            "push",
            "removeIf",
            "reversed",
            "start",
            "stream",
            "subList",
            "toArray",
            "values");

    /** Calls that may take memory and throw when there is none, as those of locks do not, though those of other classes with the same name do not. */
    private static final Map<String, Set<String>> OTHERS = Map.ofEntries(
            Map.entry("java/util/Map", Set.of("remove", "computeIfAbsent", "compute", "merge")),
            Map.entry("java/util/concurrent/ConcurrentMap", Set.of("remove", "computeIfAbsent", "compute", "merge")),
            Map.entry(
                    "java/util/concurrent/ConcurrentHashMap", Set.of("remove", "computeIfAbsent", "compute", "merge")),
            Map.entry("java/util/concurrent/ConcurrentSkipListMap", Set.of("remove", "firstEntry")),
            Map.entry("java/lang/ThreadLocal", Set.of("get", "set")),
            Map.entry("java/lang/InheritableThreadLocal", Set.of("get", "set")),
            Map.entry("java/lang/Long", Set.of("valueOf")),
            Map.entry("java/lang/Integer", Set.of("valueOf")));

    private static final ClassDesc HERE = ClassDesc.of(MemoryPoints.class.getName());
    private static final MethodTypeDesc QUESTION = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

    private static final AtomicInteger PASSED = new AtomicInteger();
    private static volatile boolean counting;
    private static volatile Thread program;
    private static volatile int first;
    private static volatile int length;
    private static volatile String place;

    private final List<String> classes;

    private MemoryPoints(List<String> classes) {
        this.classes = classes;
    }

    /** A program that goes by the points of classes: a static method of a test, which calls {@link #begin} where they begin to count. */
    public static RootJvm program(Class<?> test, String method, int length, String... classes) {
        List<String> arguments = new ArrayList<>(List.of(test.getName(), method, String.valueOf(length)));
        arguments.addAll(List.of(classes));
        return new RootJvm(MemoryPoints.class, arguments.toArray(String[]::new));
    }

    /** From now on the points count, but for those that the first thread of the program comes by. */
    public static void begin() {
        PASSED.set(0);
        counting = true;
    }

    /** From now on there is memory. */
    public static void end() {
        counting = false;
    }

    /** Asked at each point. */
    public static void take(String where) {
        if (counting && Thread.currentThread() != program) {
            int point = PASSED.incrementAndGet();
            if (point >= first && point < first + length) {
                place = where;
                throw new OutOfMemoryError("none in " + where);
            }
        }
    }

    public static void main(String[] args) throws Exception {
        MemoryPoints loader = new MemoryPoints(List.of(args).subList(3, args.length));
        Method method = loader.loadClass(args[0]).getDeclaredMethod(args[1]);
        method.setAccessible(true);
        length = Integer.parseInt(args[2]);
        first = Integer.MAX_VALUE - length;
        String failure = run(method); // all classes are loaded now
        if (failure != null) {
            throw new AssertionError("with memory: " + failure);
        }
        int failures = 0;
        for (int point = 1; failures < MOST_FAILURES; point++) {
            first = point;
            place = null;
            failure = run(method);
            if (place == null) {
                if (point == 1) {
                    throw new AssertionError("no point is passed");
                }
                break;
            }
            if (failure != null) {
                failures++;
                System.err.println("no memory at point " + point + " in " + place + ": " + failure);
            }
        }
        System.out.println((first - 1) + " points");
        System.exit(failures == 0 ? 0 : 1);
    }

    private static String run(Method method) throws InterruptedException {
        FutureTask<String> run = new FutureTask<>(() -> {
            try {
                method.invoke(null);
                return null;
            } catch (InvocationTargetException e) {
                e.getCause().printStackTrace();
                return e.getCause().toString();
            } finally {
                end();
            }
        });
        Thread thread = new Thread(run, "program");
        program = thread;
        thread.setDaemon(true);
        thread.setContextClassLoader(method.getDeclaringClass().getClassLoader());
        thread.start();
        try {
            return run.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            end();
            return "it hangs: " + stacks();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static String stacks() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            text.append("\n").append(thread);
            for (StackTraceElement frame : stack) {
                text.append("\n    ").append(frame);
            }
        });
        return text.toString();
    }

    @Override
    protected byte[] changedCode(String name, byte[] bytes) {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        String top = simple.indexOf('$') < 0 ? simple : simple.substring(0, simple.indexOf('$'));
        if (!classes.contains(simple) && !classes.contains(top)) {
            return bytes;
        }
        ClassFile classFile = ClassFile.of();
        ClassTransform questions = (builder, element) -> {
            if (element instanceof java.lang.classfile.MethodModel method
                    && !method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME)) {
                String where = simple + "." + method.methodName().stringValue();
                builder.transformMethod(method, MethodTransform.transformingCode(questionsIn(where)));
            } else {
                builder.with(element);
            }
        };
        return classFile.transformClass(classFile.parse(bytes), questions);
    }

    private static CodeTransform questionsIn(String where) {
        AtomicInteger number = new AtomicInteger();
        return (CodeBuilder code, CodeElement element) -> {
            if (element instanceof Instruction instruction && takesMemory(instruction)) {
                code.ldc(where + " " + number.incrementAndGet());
                code.invokestatic(HERE, "take", QUESTION);
            }
            code.with(element);
        };
    }

    private static boolean takesMemory(Instruction instruction) {
        if (makes(instruction)) {
            return true;
        }
        if (!(instruction instanceof InvokeInstruction call)) {
            return false;
        }
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        boolean isConstant = name.equals("of") && call.typeSymbol().parameterCount() == 0;
        return owner.startsWith("java/") && GROWING.contains(name) && !isConstant
                || OTHERS.getOrDefault(owner, Set.of()).contains(name);
    }

    @Override
    protected boolean isDefinedHere(String name) {
        return name.startsWith(LIBRARY) && !name.equals(MemoryPoints.class.getName());
    }
}
