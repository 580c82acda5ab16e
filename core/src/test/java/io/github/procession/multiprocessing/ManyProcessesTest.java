package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyProcessesTest {
    static void nothing() {}

    static void park(Queue<Object> started) throws InterruptedException {
        started.put("runs");
        new java.util.concurrent.CountDownLatch(1).await();
    }

    @Test
    @Conformance("PROC-18")
    void allOfManyEndInOrderAndAllTerminatedAtOnceSaySo() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            processes.add(Children.start(new Process(ManyProcessesTest::nothing)));
        }
        Children.join(processes);
        processes.clear();
        try (Queue<Object> queue = new Queue<>()) {
            for (int i = 0; i < 20; i++) {
                Process process = Children.start(new Process(ManyProcessesTest::park, queue));
                process.terminate();
                processes.add(process);
            }
            for (Process process : processes) {
                assertTrue(process.join(Eventually.LIMIT));
                assertEquals(OptionalInt.of(-15), process.exitCode());
            }
        }
    }

    @Tag("full")
    @Test
    @Conformance("PROC-20")
    void nothingThatTheParentHasOpenReachesItsChildren() throws Exception {
        List<Process> open = new ArrayList<>();
        try (Queue<Set<String>> queue = new Queue<>();
                Queue<Object> started = new Queue<>()) {
            for (int i = 0; i < 5; i++) {
                open.add(Children.start(new Process(ManyProcessesTest::park, started)));
                started.get();
                Set<String> here = lines();
                assertTrue(here.size() >= 3 * open.size(), here::toString);
                Process process = Children.start(new Process(ManyProcessesTest::tellLines, queue));
                Set<String> there = queue.get();
                Children.join(process);
                assertFalse(there.isEmpty(), "it has its own");
                assertTrue(
                        Collections.disjoint(here, there), () -> "open in the parent: " + here + ", child: " + there);
            }
            for (Process process : open) {
                Children.kill(process);
            }
        }
    }

    static void tellLines(Queue<Set<String>> queue) throws Exception {
        queue.put(lines());
    }

    /** What this process has open that leads to other processes: pipes and sockets, whose names tell one from the other. */
    private static Set<String> lines() throws Exception {
        Set<String> lines = new HashSet<>();
        try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open) {
                String target = target(descriptor);
                if (target.startsWith("pipe:") || target.startsWith("socket:") || target.contains("/control-")) {
                    lines.add(target);
                }
            }
        }
        return lines;
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException _) {
            return "closed meanwhile";
        }
    }

    @Test
    @Conformance("CLFD-01")
    void aFileThatTheParentHasOpenOftenIsOpenInNoChild(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("open"));
        List<AutoCloseable> open = new ArrayList<>();
        try (Queue<Object> queue = new Queue<>()) {
            while (timesOpen(file.toString()) < 300) { // beyond the numbers that a child uses itself
                open.add(Files.newByteChannel(file));
                open.add(new RandomAccessFile(file.toFile(), "r"));
            }
            Children.join(Children.start(
                    new Process((Queue<Object> to, String name) -> to.put(timesOpen(name)), queue, file.toString())));
            assertEquals(0, queue.get());
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
        }
    }

    private static int timesOpen(String file) throws Exception {
        int count = 0;
        try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open) {
                count += target(descriptor).equals(file) ? 1 : 0;
            }
        }
        return count;
    }

    private static int descriptors() throws Exception {
        int count = 0;
        try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open) {
                count += Files.isSymbolicLink(descriptor) ? 1 : 0;
            }
        }
        return count;
    }

    @Tag("full")
    @Test
    void sixtyFourRunAtOnceAndLeaveNothing() throws Exception {
        startAndJoin(1);
        int before = descriptors();
        try (Queue<Object> started = new Queue<>()) {
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                processes.add(Children.start(new Process(ManyProcessesTest::park, started)));
            }
            for (int i = 0; i < processes.size(); i++) {
                assertEquals("runs", started.get());
            }
            assertEquals(64, Multiprocessing.activeChildren().size());
            for (Process process : processes) {
                process.kill();
            }
            for (Process process : processes) {
                Children.kill(process);
            }
        }
        assertEquals(List.of(), Multiprocessing.activeChildren());
        awaitDescriptors(before);
    }

    private static Set<Long> startManyAndJoin() throws Exception {
        return startAndJoin(250);
    }

    private static Set<Long> startAndJoin(int count) throws Exception {
        Set<Long> pids = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Process process = Children.start(new Process(ManyProcessesTest::nothing));
            pids.add(process.pid());
            Children.join(process);
        }
        return pids;
    }

    private static void awaitDescriptors(int limit) throws Exception {
        Eventually.await("as few open descriptors as before: " + limit, () -> descriptors() <= limit);
    }

    @Tag("full")
    @Test
    void aThousandThatComeAndGoLeaveNothing() throws Exception {
        Instant begin = Instant.now();
        startAndJoin(20); // classes, pools of threads
        int descriptors = descriptors();
        long threads = threads();
        long memory = usedMemory();
        Set<Long> pids = new HashSet<>();
        try (ExecutorService lanes = Executors.newFixedThreadPool(4)) {
            List<Callable<Set<Long>>> four = Collections.nCopies(4, ManyProcessesTest::startManyAndJoin);
            for (Future<Set<Long>> lane : lanes.invokeAll(four)) {
                pids.addAll(lane.get());
            }
        }
        awaitDescriptors(descriptors);
        Eventually.await("as few threads as before: " + threads, () -> threads() <= threads);
        assertEquals(List.of(), temporaryFiles(pids, begin));
        Eventually.await("the heap is hardly larger than before: " + memory, () -> usedMemory() - memory < 4 << 20);
    }

    /** Threads of this JVM, without those in which the JDK waits for children: it keeps them for a minute. */
    private static long threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.filter(ManyProcessesTest::isNoReaper).count();
        }
    }

    private static boolean isNoReaper(Path task) {
        try {
            return !Files.readString(task.resolve("comm")).startsWith("process reaper");
        } catch (IOException _) {
            return false; // it has ended
        }
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Files that JVMs with these pids have left in the folder for temporary files since then. */
    private static List<Path> temporaryFiles(Set<Long> pids, Instant begin) {
        String user = System.getProperty("user.name");
        return pids.stream()
                .flatMap(
                        pid -> Stream.of(Path.of("/tmp/.java_pid" + pid), Path.of("/tmp/hsperfdata_" + user, "" + pid)))
                .filter(file -> {
                    try {
                        return !Files.getLastModifiedTime(file).toInstant().isBefore(begin);
                    } catch (IOException _) {
                        return false; // there is none
                    }
                })
                .toList();
    }
}
