package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The programs about processes print what their tutorials say. */
class ProcessProgramsTest {
    @Test
    void aParentWaitsForItsChild() throws Exception {
        var run = Run.ofHealthy(HelloFromChild.class);
        assertEquals(4, run.out().size(), run::toString);
        assertTrue(run.out().get(2).matches("Run child process test \\(\\d+\\)\\.\\.\\."), run::toString);
        run.assertPrintedInOrder("Child process will start.", "Child process end, exit code 0.");
    }

    @Test
    void downloadsOneAfterTheOther() throws Exception {
        var run = Run.ofHealthy(DownloadSequentially.class);
        assertTrue(run.out().get(0).startsWith("Start downloading Java in a Nutshell.pdf"), run::toString);
        assertTrue(run.out().get(1).startsWith("Java in a Nutshell.pdf downloaded"), run::toString);
        assertTrue(run.out().get(2).startsWith("Start downloading Peking Hot.avi"), run::toString);
        run.assertPrinted(1, "It took [0-9.]+ seconds in total\\.");
    }

    @Test
    void downloadsInTwoProcesses() throws Exception {
        var run = Run.ofHealthy(DownloadInTwoProcesses.class);
        run.assertPrinted(2, "Download process \\d+ starts\\.");
        assertEquals(
                2,
                run.out().stream()
                        .filter(line -> line.startsWith("Download process"))
                        .distinct()
                        .count(),
                run::toString);
        run.assertPrinted(2, ".* downloaded, it took .* seconds");
        assertTrue(run.out().getLast().matches("It took [0-9.]+ seconds in total\\."), run::toString);
    }

    @Test
    void theEndOfMainWaitsForChildrenThatNobodyJoined() throws Exception {
        var run = Run.ofHealthy(FiveProcesses.class);
        for (int i = 0; i < 5; i++) {
            run.assertPrinted(1, "Process: " + i);
        }
    }

    @Test
    void childrenKnowTheirNamesAndTheirParent() throws Exception {
        var run = Run.ofHealthy(ProcessIds.class);
        run.assertPrinted(1, "main: MainProcess has pid \\d+, its parent is null");
        var pid = run.out().getFirst().replaceAll("\\D+", "");
        run.assertPrinted(1, "dance: dancer has pid \\d+, its parent MainProcess has " + pid);
        run.assertPrinted(1, "sing: singer has pid \\d+, its parent MainProcess has " + pid);
        run.assertPrinted(3, "Dancing\\.\\.\\.");
        run.assertPrinted(3, "Singing\\.\\.\\.");
        // the dancer may have ended before it is printed for the first time
        run.assertPrinted(2, "<Process name='dancer' pid=\\d+ parent=" + pid + " (started|stopped exitcode=0)>");
        var last = "<Process name='dancer' pid=\\d+ parent=" + pid + " stopped exitcode=0>";
        assertTrue(run.out().getLast().matches(last), run::toString);
    }

    @Test
    void argumentsTravelByPositionAndByName() throws Exception {
        var run = Run.ofHealthy(ArgsAndKwargs.class);
        run.assertPrintedInOrder("Li Si 20", "Li Si 21", "Li Si 22", "Li Si 23");
        assertTrue(run.out().getLast().matches("refused: .* has no parameter named \"years\""), run::toString);
    }

    @Test
    void fieldsOfASubclassTravel() throws Exception {
        var run = Run.ofHealthy(Subclassing.class);
        for (int loops = 2; loops < 5; loops++) {
            run.assertPrinted(loops, "pid: \\d+ loop: \\d of " + loops);
        }
        run.assertPrinted(3, "<Counter name='Counter-\\d' pid=\\d+ parent=\\d+ stopped exitcode=0>");
    }

    @Test
    void globalsAreNotShared() throws Exception {
        var run = Run.ofHealthy(GlobalsAreNotShared.class);
        run.assertPrintedInOrder("added: [0, 1, 2]", "read: []", "main: []");
    }

    @Test
    void aDaemonEndsWithItsParent() throws Exception {
        var run = Run.ofHealthy(DaemonEndsWithItsParent.class);
        // lines of the one come at any time beside lines of the other
        run.assertPrinted(1, "Task execution 1");
        run.assertPrinted(1, "over");
        run.assertPrinted(0, "The task is complete\\.");
        var pid = run.out().stream()
                .filter(line -> line.startsWith("The daemon has pid "))
                .findFirst()
                .orElseThrow();
        long daemon = Long.parseLong(pid.replaceAll("\\D+", ""));
        // a killed process counts as alive until it is reaped, by a process that is not ours
        for (var handle : ProcessHandle.of(daemon).stream().toList()) {
            handle.onExit().get(5, TimeUnit.MINUTES);
        }
    }

    @Test
    void inOneProcessTheMovieComesAfterTheMusic() throws Exception {
        var run = Run.ofHealthy(MusicThenMovie.class);
        run.assertPrintedInOrder(
                "listening to music",
                "listening to music",
                "listening to music",
                "watching a movie",
                "watching a movie",
                "watching a movie",
                "The main process has completed.");
    }

    @Test
    void twoProcessesPlayBothWhileTheMainProcessEnds() throws Exception {
        var run = Run.ofHealthy(MusicAndMovieInProcesses.class);
        run.assertPrinted(3, "listening to music");
        run.assertPrinted(3, "watching a movie");
        run.assertPrinted(1, "The main process has completed\\.");
    }

    @Test
    void childrenSayTheirNamesAndNumbers() throws Exception {
        var run = Run.ofHealthy(MusicAndMovieWithNumbers.class);
        var pid = run.out().getFirst().replaceAll("\\D+", "");
        run.assertPrinted(1, "child: Process-1, number \\d+, parent " + pid);
        run.assertPrinted(1, "child: Process-2, number \\d+, parent " + pid);
        run.assertPrinted(2, "Anna plays music");
        run.assertPrinted(3, "Ben watches a movie");
    }

    @Test
    void aChildThatKillsItselfByItsNumberDiesOfTheSignal() throws Exception {
        var run = Run.ofHealthy(DancerKillsItself.class);
        var pid = run.out().getFirst().replaceAll("\\D+", "");
        run.assertPrinted(1, "dance: myprocess1, parent " + pid);
        run.assertPrinted(1, "sing: Process-2, parent " + pid);
        run.assertPrinted(1, "Dancing\\.\\.\\.");
        run.assertPrinted(5, "Singing\\.\\.\\.");
        assertEquals("exit codes: dancer -9, singer 0", run.out().getLast());
    }

    @Test
    void theProgramEndsAfterItsChild() throws Exception {
        var run = Run.ofHealthy(MainWaitsForItsChildren.class);
        run.assertPrinted(1, "over");
        run.assertPrintedInOrder("Task execution 1", "Task execution 9", "Task execution 10");
    }

    @Test
    void threeObjectsOfAClassAreThreeProcesses() throws Exception {
        var run = Run.ofHealthy(ThreeProcessesOfAClass.class);
        run.assertPrinted(3, "Pid: \\d+ LoopCount: 0");
        run.assertPrinted(3, "Pid: \\d+ LoopCount: 1");
        run.assertPrinted(2, "Pid: \\d+ LoopCount: 2");
        run.assertPrinted(1, "Pid: \\d+ LoopCount: 3");
        assertEquals(
                3,
                run.out().stream()
                        .map(line -> line.replaceAll(" Loop.*", ""))
                        .distinct()
                        .count());
    }

    @Test
    void aCounterIsNotShared() throws Exception {
        var run = Run.ofHealthy(CounterIsNotShared.class);
        run.assertPrintedInOrder("added: 2", "read: 1", "main: 1");
    }
}
