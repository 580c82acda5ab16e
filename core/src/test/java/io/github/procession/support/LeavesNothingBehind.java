package io.github.procession.support;

import io.github.procession.ipc.memory.Session;
import io.github.procession.multiprocessing.Multiprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something behind: a live child, a shared object, a file of the session, a thread that keeps
 * the JVM alive. Registered for all tests of this module by {@code junit-platform.properties}.
 *
 * <p>What a test dropped without closing it counts as gone when the garbage collector has found it.
 */
public final class LeavesNothingBehind implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(LeavesNothingBehind.class);
    private static final Duration LIMIT = Eventually.LIMIT;

    private record Before(Set<String> files, int cells, Set<Thread> threads) {}

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        context.getStore(NAMESPACE).put("before", new Before(files(), cells(), threads()));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Before before = context.getStore(NAMESPACE).get("before", Before.class);
        List<String> left = new ArrayList<>();
        boolean clean = Eventually.holdsWithin(LIMIT, () -> {
            left.clear();
            left.addAll(leftovers(before));
            if (!left.isEmpty()) {
                System.gc(); // what only this test had is found by the cleaner now
            }
            return left.isEmpty();
        });
        if (!clean) {
            throw new AssertionError(context.getDisplayName() + " leaves behind: " + String.join(", ", left));
        }
    }

    private static List<String> leftovers(Before before) throws IOException {
        List<String> left = new ArrayList<>();
        Multiprocessing.activeChildren().forEach(child -> left.add("the process " + child));
        Set<String> files = files();
        files.removeAll(before.files);
        files.forEach(file -> left.add("the file " + file));
        int cells = cells();
        if (cells > before.cells) {
            left.add(cells - before.cells + " shared objects");
        }
        Set<Thread> threads = threads();
        threads.removeAll(before.threads);
        threads.forEach(thread -> left.add("the thread " + thread));
        return left;
    }

    /**
     * All but the slabs, whose number follows the largest number of shared objects there ever was, the socket from which
     * children of this JVM get classes, once there was one that needed it, and the named pipes for the next children.
     */
    private static Set<String> files() throws IOException {
        Path directory = Session.current().directory();
        String classServer = "classes-" + ProcessHandle.current().pid();
        String pipes = "control-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("slab-")
                            && !name.startsWith(pipes)
                            && !name.startsWith("elsewhere.") // the program is on a cluster
                            && !name.equals("globals")
                            && !name.equals(classServer))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    private static int cells() {
        return Session.current().cells().countLive();
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && !thread.isDaemon())
                .filter(thread -> !thread.getName().startsWith("junit-")) // the guard of the tests' time limits
                .collect(Collectors.toCollection(HashSet::new));
    }
}
