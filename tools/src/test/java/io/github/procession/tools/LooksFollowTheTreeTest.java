package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.jvm.Spares;
import io.github.procession.ipc.memory.Session;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a tool keeps from one look to the next hides nothing that begins, changes or ends in this JVM's own tree. */
class LooksFollowTheTreeTest {
    private static final Path FOLDER = Session.current().directory();

    /** So many are in no other queue of this JVM. */
    private static final int ITEMS = 37;

    /** Number of the file of a queue that each look reads. */
    private static final int CONTROL_FILE = 1;

    private static final int SPARES = Integer.getInteger(
            "procession.spares", Math.min(4, Runtime.getRuntime().availableProcessors()));

    static void waitFor(Event go) throws Exception {
        go.await();
    }

    static void idle() {}

    private static Sampler.Sample next(Sampler sampler) {
        try {
            return sampler.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String doing(Tree tree, String name) {
        return tree.nodes.values().stream()
                .filter(node -> node.name().equals(name))
                .map(node -> node.doing)
                .findFirst()
                .orElse("not there");
    }

    @Test
    void childIsSeenFromItsStartToItsEnd() throws Exception {
        Event go = new Event();
        try (Sampler sampler = new Sampler(FOLDER)) {
            Process child = Process.target(LooksFollowTheTreeTest::waitFor)
                    .args(go)
                    .name("follower")
                    .build();
            assertEquals("not there", doing(sampler.next().tree(), "follower"));
            child.start();
            Running.await(() -> doing(next(sampler).tree(), "follower").startsWith("waiting for Event "));
            go.set();
            child.join();
            Running.await(() -> doing(next(sampler).tree(), "follower").equals("not there"));
        }
    }

    /** Sizes are read seldom; each look has them all the same. */
    @Test
    void looksInShortOrderHaveSizes() throws Exception {
        try (Sampler sampler = new Sampler(FOLDER)) {
            for (int i = 0; i < 3; i++) {
                Tree tree = sampler.next().tree();
                assertTrue(tree.nodes.values().iterator().next().memory > 1 << 20, "a JVM is larger");
                assertTrue(tree.bytes > 1 << 20, "a slab is larger");
            }
        }
    }

    /** The files that are open here; the library itself maps those of queues and keeps none open. */
    private static Set<Path> openFiles() {
        Set<Path> files = new HashSet<>();
        try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open) {
                try {
                    files.add(Files.readSymbolicLink(descriptor));
                } catch (NoSuchFileException e) {
                    continue; // another thread has closed it
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static Set<Path> lookAtTwoQueues(Sampler sampler) throws Exception {
        List<Queue<Integer>> queues = List.of(new Queue<>(), new Queue<>());
        for (Queue<Integer> queue : queues) {
            for (int i = 0; i < ITEMS; i++) {
                queue.put(i);
            }
        }
        Set<Path> files = new HashSet<>();
        Running.await(() -> {
            files.clear();
            next(sampler).queues().stream()
                    .filter(rates -> rates.state().items() == ITEMS)
                    .forEach(rates -> files.add(rates.entry().cell().file(FOLDER, CONTROL_FILE)));
            return files.size() == queues.size();
        });
        assertTrue(openFiles().containsAll(files), () -> "they stay open while the queues are there: " + files);
        for (Queue<Integer> queue : queues) {
            for (int i = 0; i < ITEMS; i++) {
                queue.get();
            }
        }
        return files;
    }

    @Test
    void filesOfQueuesThatAreGoneAreClosed() throws Exception {
        try (Sampler sampler = new Sampler(FOLDER)) {
            Set<Path> files = lookAtTwoQueues(sampler);
            Running.await(() -> {
                System.gc(); // whoever drops a queue tells nobody
                next(sampler);
                return Collections.disjoint(openFiles(), files);
            });
        }
    }

    private static Set<Long> spares(OpenTree open) {
        try {
            Tree tree = open.look();
            tree.readSizes();
            return new HashSet<>(tree.spares);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void sparesAreFoundInEachLook() throws Exception {
        try (OpenTree open = OpenTree.of(FOLDER)) {
            spares(open);
            Process process = Multiprocessing.getContext("forkserver").process(LooksFollowTheTreeTest::idle);
            process.start();
            process.join();
            for (int i = 0; i < 4; i++) {
                Running.await(() -> {
                    Set<Long> known = new HashSet<>(Spares.pids());
                    return known.size() == SPARES && spares(open).equals(known);
                });
            }
        }
    }
}
