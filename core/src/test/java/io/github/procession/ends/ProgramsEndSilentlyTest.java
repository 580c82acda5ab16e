package io.github.procession.ends;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program may end in any way while the library does anything for it: only what the program prints is printed, the exit code is the
 * program's, and no process and no file is left.
 */
class ProgramsEndSilentlyTest {
    private static final int MOST_DELAY_MILLIS = 200;
    private static final int STEP_MILLIS = 37;
    private static final String OF_THE_PROGRAM =
            "Exception in thread \"main\" java.lang.IllegalStateException: of the program\n(\tat .*\n)+";
    private static final String OF_A_CHILD = "(?m)^chatter \\d+\n";

    /** What a worker that is killed, or a block that is still named, has the library say. */
    private static final String EXPECTED = "(?m)^.*(is replaced|never unlinked).*\n((\t|io\\.github|Caused|java).*\n)*";

    @TempDir
    Path folder;

    private static String[] program(String activity, String way, int number) {
        int delay = number * STEP_MILLIS % MOST_DELAY_MILLIS;
        return new String[] {activity, way, Integer.toString(delay), Integer.toString(1 + number % 3)};
    }

    private RootJvm.Result run(String... arguments) throws Exception {
        return new RootJvm(EndingProgram.class, arguments)
                .options("-Dprocession.dir=" + folder, "-Djava.io.tmpdir=" + folder)
                .run();
    }

    private void endsWell(String activity, String way, int number) throws Exception {
        RootJvm.Result ended = run(program(activity, way, number));
        String all = ended.toString();
        assertEquals("begun\n", ended.out().replaceAll(OF_A_CHILD, ""));
        String printed = ended.err().replaceAll(OF_A_CHILD, "").replaceAll(EXPECTED, "");
        assertEquals("", way.equals("throws") ? printed.replaceFirst(OF_THE_PROGRAM, "") : printed);
        assertEquals(EndingProgram.WAYS.get(way), ended.exitCode(), all);
        Eventually.await(
                "the end of all processes",
                () -> ProcessHandle.allProcesses()
                        .noneMatch(process ->
                                process.info().commandLine().orElse("").contains(folder.toString())));
        if (way.equals("kill")) {
            run(program("locks", "returns", 0)).succeeded(); // removes what is left
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> left = files.filter(file -> !isKept(file)).toList();
            assertTrue(left.isEmpty(), () -> "left: " + left);
        }
    }

    /** The JVM's own, and the lock file of the names of shared memory, which stays. */
    private static boolean isKept(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("hsperf") || name.startsWith("procession-names-");
    }

    @ParameterizedTest
    @CsvSource({
        "poolIsBuilt, exit",
        "workersRetire, term",
        "forkserver, returns",
        "managerIsCalled, exitInThread",
        "listenerOfFamily, int",
        "callbacks, returns",
        "poolIsLeft, shutdown",
        "queue, kill",
    })
    void some(String activity, String way) throws Exception {
        endsWell(activity, way, 1);
    }

    /** Each activity with three ways to end. */
    static List<Arguments> more() {
        List<String> ways = List.copyOf(EndingProgram.WAYS.keySet());
        List<Arguments> more = new ArrayList<>();
        for (String activity : EndingProgram.ACTIVITIES.keySet()) {
            for (int i = 0; i < 3; i++) {
                String way = ways.get(more.size() % ways.size());
                if (!EndingProgram.neverEnds(activity, way)) {
                    more.add(Arguments.of(activity, way, more.size()));
                } else {
                    more.add(Arguments.of(activity, "exit", more.size()));
                }
            }
        }
        return more;
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("more")
    void all(String activity, String way, int number) throws Exception {
        endsWell(activity, way, number);
    }
}
