package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.jvm.ParentLink;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.serialization.ObjectSerializer;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The work that a spare JVM does before it has a job: it loads what most jobs need, so that they do not wait for it.
 * Nothing of it can be seen by the job but that it is faster.
 *
 * <p>The steps go from cheap to dear, and stop when the job is there. The dear ones come after a pause, so that a program
 * which starts one child after the other gets its processors for that.
 */
final class WarmUp {
    private static final int PAUSE_MILLIS = 40;

    private static final List<String> CLASSES = List.of(
            "io.github.procession.ipc.jvm.ParentWatch",
            "io.github.procession.multiprocessing.StartMessages",
            "io.github.procession.internal.call.Descriptors",
            "io.github.procession.multiprocessing.ThisProcess",
            "io.github.procession.multiprocessing.StartMethod",
            "io.github.procession.internal.call.Targets",
            "io.github.procession.multiprocessing.Process",
            "io.github.procession.multiprocessing.Queue",
            "io.github.procession.multiprocessing.Connection",
            "io.github.procession.multiprocessing.Lock",
            "io.github.procession.multiprocessing.Event");

    private WarmUp() {}

    static void run(ParentLink link) {
        try {
            ChildTask.callMethod(WarmUp.class.getName(), "reflect", "()V", new Object[0]);
            link.prepare();
            for (String name : link.preload()) {
                initialize(name, link.tellsPreloadFailures());
            }
            if (!link.staysIdle(PAUSE_MILLIS)) {
                return;
            }
            openPaths();
            load(link.taskClass());
            link.prepareSession();
            for (String name : CLASSES) {
                initialize(name, false);
            }
            if (link.staysIdle(PAUSE_MILLIS)) {
                roundTrip();
            }
        } catch (Throwable e) {
            throw new IllegalStateException("a spare cannot prepare itself", e);
        }
    }

    static void reflect() {}

    /** A class loader opens its jars when it first looks for something, one after the other until it is found. */
    private static void openPaths() {
        ClassLoader.getSystemClassLoader().getResource("io/github/procession/nowhere");
    }

    /**
     * Loads the class of a job, from a jar alone: one in a folder may be another when there is a job. It is not initialized,
     * so that the job sees nothing of this.
     */
    private static void load(String name) {
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        URL file = loader.getResource(name.replace('.', '/') + ".class");
        if (file == null || !file.getProtocol().equals("jar")) {
            return;
        }
        try {
            Class.forName(name, false, loader).getDeclaredMethods();
        } catch (ClassNotFoundException | LinkageError _) {
            // the job that needs it will say so
        }
    }

    private static void initialize(String name, boolean tellsFailures) {
        try {
            Class.forName(name, true, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException _) {
            // the parent has looked for it; as for one of the parent's alone, the job can have it
        } catch (LinkageError e) { // the job that needs it will say so
            if (tellsFailures) {
                LibraryLogger.of(WarmUp.class).warn("the class {} cannot be initialized in advance", name, e);
            }
        }
    }

    /**
     * Something for which the codec needs Kryo. Serializers of the user are code of the user, and wait for the job: where there
     * are some, the codec looks in a class loader without any, and the job has to make more of what the codec needs.
     */
    static void roundTrip() {
        Map<String, Object> sample = new LinkedHashMap<>();
        sample.put("list", List.of(1, "two"));
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        if (mayHaveSerializers(loader)) {
            thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        }
        try (Message message = Codec.encode(sample)) {
            Codec.decode(message.toByteArray());
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    /** Whether a file or a module names serializers, of which no class is loaded here. */
    private static boolean mayHaveSerializers(ClassLoader loader) {
        String service = ObjectSerializer.class.getName();
        if (loader.getResource("META-INF/services/" + service) != null) {
            return true;
        }
        for (Module module : ModuleLayer.boot().modules()) {
            for (ModuleDescriptor.Provides provides : module.getDescriptor().provides()) {
                if (provides.service().equals(service)) {
                    return true;
                }
            }
        }
        return false;
    }
}
