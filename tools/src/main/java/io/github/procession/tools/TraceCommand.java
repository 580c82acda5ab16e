package io.github.procession.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code trace}, which draws a time line. */
@Command(
        name = "trace",
        description = "Draws a time line of the processes and tasks of a program from recordings of the JDK's flight"
                + " recorder (java -XX:StartFlightRecording:filename=root.jfr ...).",
        mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
    private static final String PLACE = "@DATA@";

    /** Thread ids in the JSON are pids for main threads, and above all pids for others. */
    private static final long OTHER_THREADS = 1L << 30;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Recordings (.jfr), or folders with them.")
    private List<Path> sources;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "timeline.html",
            description = "The page to write: ${DEFAULT-VALUE}.")
    private Path output;

    @Option(names = "--json", paramLabel = "FILE", description = "Trace Event JSON to write, for ui.perfetto.dev.")
    private @Nullable Path json;

    TraceCommand() {}

    @Override
    public Integer call() throws IOException {
        List<Path> files = files();
        List<Path> whole = new ArrayList<>();
        for (Path file : files) {
            if (Files.size(file) > 0) {
                whole.add(file);
            } else {
                spec.commandLine()
                        .getErr()
                        .println(Text.clean("The recording " + file + " is empty: its process was killed."));
            }
        }
        Recording recording = Recording.read(whole);
        List<Recording.Lane> lanes = recording.lanes();
        if (lanes.isEmpty()) {
            throw new IOException(
                    "The recordings hold no event of Procession: record the process that has the pool, from"
                            + " before the pool is made until after its end.");
        }
        TargetFile.write(output, page(lanes), false);
        PrintWriter out = spec.commandLine().getOut();
        int tasks = lanes.stream().mapToInt(lane -> lane.tasks.size()).sum();
        out.println("written: " + output.toAbsolutePath() + " (" + lanes.size() + " processes, " + tasks + " tasks)");
        if (json != null) {
            TargetFile.write(json, Json.compact(Map.of("traceEvents", traceEvents(lanes))), false);
            out.println("written: " + json.toAbsolutePath());
        }
        out.flush();
        return 0;
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path source : sources) {
            if (Files.isDirectory(source)) {
                try (Stream<Path> inside = Files.list(source)) {
                    inside.filter(file -> file.toString().endsWith(".jfr"))
                            .sorted()
                            .forEach(files::add);
                }
            } else if (Files.exists(source)) {
                files.add(source);
            } else {
                throw new NoSuchFileException(source.toString());
            }
        }
        return files;
    }

    private static String page(List<Recording.Lane> lanes) throws IOException {
        try (InputStream in = TraceCommand.class.getResourceAsStream("timeline.html")) {
            String template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Object> data = new ArrayList<>();
            for (Recording.Lane lane : lanes) {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                map.put("name", Text.clean(lane.name));
                map.put("pid", lane.pid);
                map.put("parent", lane.parent);
                map.put("start", lane.start);
                map.put("ready", lane.ready);
                map.put("end", lane.end);
                map.put("exit", lane.exitCode);
                map.put("busy", lane.busy());
                map.put(
                        "tasks",
                        lane.tasks.stream()
                                .map(task -> List.of(task.start(), task.end(), task.calls(), task.outcome()))
                                .toList());
                map.put(
                        "waits",
                        lane.waits.stream()
                                .map(wait ->
                                        List.of(wait.start(), wait.end(), wait.target(), wait.thread(), wait.isMain()))
                                .toList());
                data.add(map);
            }
            return template.replace(PLACE, Json.compact(data));
        }
    }

    private static List<Object> traceEvents(List<Recording.Lane> lanes) {
        List<Object> events = new ArrayList<>();
        for (Recording.Lane lane : lanes) {
            events.add(event("process_name", "M", lane, 0, -1, Map.of("name", lane.name)));
            Map<String, @Nullable Object> life = new LinkedHashMap<>();
            life.put("exitCode", lane.exitCode);
            life.put("parentPid", lane.parent);
            events.add(event("process", "X", lane, lane.start, lane.end - lane.start, life));
            if (lane.ready > lane.start) {
                events.add(event("starting", "X", lane, lane.start, lane.ready - lane.start, Map.of()));
            }
            for (Recording.Task task : lane.tasks) {
                events.add(event(
                        "task " + task.outcome(),
                        "X",
                        lane,
                        task.start(),
                        task.end() - task.start(),
                        Map.of("calls", task.calls(), "outcome", task.outcome())));
            }
            for (Recording.Wait wait : lane.waits) {
                Map<String, @Nullable Object> event = event(
                        "waiting for " + wait.target(),
                        "X",
                        lane,
                        wait.start(),
                        wait.end() - wait.start(),
                        Map.of("thread", wait.thread()));
                if (!wait.isMain()) {
                    event.put("tid", OTHER_THREADS + wait.threadId());
                }
                events.add(event);
            }
        }
        return events;
    }

    /** A duration below zero is none. */
    private static Map<String, @Nullable Object> event(
            String name, String phase, Recording.Lane lane, long start, long duration, Map<String, ?> args) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("name", name);
        event.put("cat", "procession");
        event.put("ph", phase);
        event.put("ts", start);
        if (duration >= 0) {
            event.put("dur", duration);
        }
        event.put("pid", lane.pid);
        event.put("tid", lane.pid);
        event.put("args", args);
        return event;
    }
}
