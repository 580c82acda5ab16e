package io.github.procession.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** The library's events of some recordings of the JDK's flight recorder, as lanes of a time line. */
final class Recording {
    private static final String TASK = "io.github.procession.PoolTask";
    private static final String WORKER = "io.github.procession.PoolWorker";
    private static final String START = "io.github.procession.PoolWorkerStart";
    private static final String PROCESS = "io.github.procession.Process";
    private static final String WAIT = "io.github.procession.Wait";
    private static final String JVM = "jdk.JVMInformation";

    /** A task of a pool while a worker had it. */
    record Task(long start, long end, int calls, String outcome) {}

    /** A wait of a thread for an object in shared memory. */
    record Wait(long start, long end, String target, String thread, long threadId) {
        /** What a process does is what its main thread does. */
        boolean isMain() {
            return thread.equals("main");
        }
    }

    /**
     * A process: times are in microseconds since the first event.
     */
    static final class Lane {
        final long pid;
        String name;
        long parent;
        long start = Long.MAX_VALUE;

        /** When it could take tasks; 0 if that is not known. */
        long ready;

        long end = Long.MIN_VALUE;

        /** Its exit code, null while that is not known. */
        @Nullable
        Integer exitCode;

        final List<Task> tasks = new ArrayList<>();
        final List<Wait> waits = new ArrayList<>();

        Lane(long pid) {
            this.pid = pid;
            this.name = "process " + pid;
        }

        private void covers(long from, long to) {
            start = Math.min(start, from);
            end = Math.max(end, to);
        }

        long busy() {
            return tasks.stream().mapToLong(task -> task.end - task.start).sum();
        }

        /** Whether it is, for tools, what its tasks make of it: without one it is idle, and waits for the next one. */
        private boolean isWorker() {
            return ready > 0 || !tasks.isEmpty();
        }
    }

    private final Map<Long, Lane> lanes = new TreeMap<>();
    private @Nullable Instant first;

    private Recording() {}

    /**
     * Reads recordings.
     *
     * @param files of the flight recorder
     * @return their lanes
     * @throws IOException if one cannot be read
     */
    static Recording read(List<Path> files) throws IOException {
        Recording all = new Recording();
        List<List<RecordedEvent>> events = new ArrayList<>();
        for (Path file : files) {
            try {
                events.add(RecordingFile.readAllEvents(file));
            } catch (IOException | RuntimeException e) { // of a damaged file
                throw new IOException("The file " + file + " is no recording of the flight recorder, or is damaged: "
                        + e.getMessage());
            }
        }
        events.removeIf(each -> each.stream().noneMatch(Recording::isOurs));
        all.first = events.stream()
                .flatMap(List::stream)
                .map(RecordedEvent::getStartTime)
                .min(Comparator.naturalOrder())
                .orElse(null);
        if (all.first != null) {
            events.forEach(all::add);
            all.finish();
        }
        return all;
    }

    private static boolean isOurs(RecordedEvent event) {
        return event.getEventType().getName().startsWith("io.github.procession.");
    }

    private long micros(Instant time) {
        return Duration.between(first, time).toNanos() / 1_000;
    }

    private Lane lane(long pid) {
        return lanes.computeIfAbsent(pid, Lane::new);
    }

    private void add(List<RecordedEvent> events) {
        long own = 0;
        for (RecordedEvent event : events) {
            if (event.getEventType().getName().equals(JVM)) {
                own = event.getLong("pid");
                addRecorded(lane(own), event.getString("javaArguments"), events);
            }
        }
        for (RecordedEvent event : events) {
            long start = micros(event.getStartTime());
            long end = micros(event.getEndTime());
            switch (event.getEventType().getName()) {
                case TASK -> {
                    Lane lane = lane(event.getLong("pid"));
                    name(lane, event.getString("worker"), own);
                    lane.tasks.add(new Task(start, end, event.getInt("calls"), event.getString("outcome")));
                    lane.covers(start, end);
                }
                case START -> {
                    Lane lane = lane(event.getLong("pid"));
                    name(lane, event.getString("worker"), own);
                    lane.ready = end;
                    lane.covers(start, end);
                }
                case WORKER -> {
                    Lane lane = lane(event.getLong("pid"));
                    name(lane, event.getString("worker"), own);
                    lane.exitCode = event.getInt("exitCode");
                    lane.covers(start, end);
                }
                case PROCESS -> {
                    Lane lane = lane(event.getLong("pid"));
                    name(lane, event.getString("process"), own);
                    lane.exitCode = event.getInt("exitCode");
                    lane.covers(start, end);
                }
                case WAIT -> {
                    if (own != 0) { // else it is not known whose
                        addWait(lane(own), event);
                    }
                }
                default -> {}
            }
        }
    }

    /** The process that has made a recording, the root or one whose parent has recorded its life too. */
    private void addRecorded(Lane lane, @Nullable String command, List<RecordedEvent> events) {
        if (command == null || !command.contains("/control-")) {
            lane.name = "MainProcess";
        }
        for (RecordedEvent event : events) {
            lane.covers(micros(event.getStartTime()), micros(event.getEndTime()));
        }
    }

    private void addWait(Lane lane, RecordedEvent event) {
        Instant since = event.getInstant("since");
        RecordedThread thread = event.getThread();
        String name = thread == null ? null : thread.getJavaName();
        lane.waits.add(new Wait(
                micros(since),
                micros(since.plus(event.getDuration("waited"))),
                Activity.target(
                        event.getInt("type"), event.getInt("number"), event.getInt("offset"), event.getInt("words")),
                name == null ? "" : name,
                thread == null ? 0 : thread.getJavaThreadId()));
    }

    private static void name(Lane lane, @Nullable String name, long parent) {
        lane.name = name == null ? lane.name : name;
        lane.parent = parent;
    }

    /** A worker gets tasks ahead; it begins the next one when it has ended the last one. */
    private void finish() {
        for (Lane lane : lanes.values()) {
            List<Task> sorted = lane.tasks.stream()
                    .sorted(Comparator.comparing(Task::end).thenComparing(Task::start))
                    .toList();
            lane.tasks.clear();
            long free = lane.ready;
            for (Task task : sorted) {
                long start = Math.min(task.end, Math.max(task.start, free));
                lane.tasks.add(new Task(start, task.end, task.calls, task.outcome));
                free = task.end;
            }
            finishWaits(lane);
        }
    }

    /** A worker waits while it has a task; clocks of milliseconds let a wait for a task reach into it. */
    private static void finishWaits(Lane lane) {
        List<Wait> all = List.copyOf(lane.waits);
        lane.waits.clear();
        for (Wait wait : all) {
            if (!lane.isWorker() || !wait.isMain()) {
                lane.waits.add(wait);
                continue;
            }
            for (Task task : lane.tasks) {
                long start = Math.max(wait.start, task.start);
                long end = Math.min(wait.end, task.end);
                if (end - start > (wait.end - wait.start) / 2) {
                    lane.waits.add(new Wait(start, end, wait.target, wait.thread, wait.threadId));
                }
            }
        }
    }

    /** By their starts; a process before one that it has started, whose pid may be the lower one. */
    List<Lane> lanes() {
        return lanes.values().stream()
                .sorted(Comparator.comparing((Lane lane) -> lane.start)
                        .thenComparing(lane -> lane.parent != 0)
                        .thenComparing(lane -> lane.pid))
                .toList();
    }
}
