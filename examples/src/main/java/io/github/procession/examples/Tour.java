package io.github.procession.examples;

import io.github.procession.function.Action0;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A walk through the programs of this package. They run one after another in this JVM, their children in JVMs of their
 * own; what each prints is checked, and at the end there are figures. The exit code is 1 when a check has failed.
 *
 * <p>{@code --list} prints the names of all programs instead; {@code --quick} gives those that compute little to do.
 */
// Longer than most: the list of all programs, each with what it must print.
class Tour {
    private final List<String> failed = new ArrayList<>();
    private final List<String> figures = new ArrayList<>();
    private int programs;

    void step(Class<?> program, Action0 run, Predicate<Transcript> check) {
        step(Programs.titleWithTime(program), run, check);
    }

    void step(String title, Action0 program, Predicate<Transcript> check) {
        programs++;
        IO.println("\n--- " + programs + ". " + title);
        try (var printed = new Transcript()) {
            program.run();
            for (var child : Multiprocessing.activeChildren()) {
                child.join();
            }
            if (!check.test(printed)) {
                fail(title, "it printed something else than expected");
            }
        } catch (Exception | LinkageError e) { // of a program that misses a class, which keeps no other from running
            fail(title, e.toString());
        }
    }

    private void fail(String title, String reason) {
        failed.add(title + ": " + reason);
        IO.println("FAILED: " + reason);
    }

    void main(String[] args) {
        if (List.of(args).contains("--list")) {
            Programs.list();
            return;
        }
        String percent = List.of(args).contains("--quick") ? "2" : "100";
        Locale.setDefault(Locale.ROOT); // the checks read numbers
        long start = System.nanoTime();
        IO.println("The programs of the tutorials, one after the other. All of them take two to three minutes, and"
                + " several times");
        IO.println("that where the processors have other work, too.");
        processes();
        queuesAndPipes();
        locks();
        pools();
        managers();
        threads();
        work(percent);
        new TourOfWork(this, percent).walk();
        queuesBetweenThreads();
        otherPrograms();
        crawler();
        IO.println("\n--- Figures");
        figures.forEach(IO::println);
        IO.println("%d programs with %d child processes took %.1f s on %d processors, Java %s."
                .formatted(
                        programs,
                        processesCreated(),
                        (System.nanoTime() - start) / 1e9,
                        Multiprocessing.cpuCount(),
                        Runtime.version()));
        System.exit(report());
    }

    /** Says what has failed and returns the exit code. */
    int report() {
        if (failed.isEmpty()) {
            IO.println("All checks passed.");
            return 0;
        }
        IO.println("Checks that FAILED: " + failed.size());
        failed.forEach(IO::println);
        return 1;
    }

    private void processes() {
        step(
                HelloFromChild.class,
                new HelloFromChild()::main,
                printed -> printed.has("Run child process test \\(\\d+\\).*")
                        && printed.has("Child process end, exit code 0."));
        var times = new double[2];
        step(DownloadSequentially.class, new DownloadSequentially()::main, printed -> {
            times[0] = printed.number("It took ([0-9.]+) seconds in total");
            return printed.count(".* downloaded, it took .*") == 2;
        });
        step(DownloadInTwoProcesses.class, new DownloadInTwoProcesses()::main, printed -> {
            times[1] = printed.number("It took ([0-9.]+) seconds in total");
            return printed.count(".* downloaded, it took .*") == 2;
        });
        step(
                MusicThenMovie.class,
                new MusicThenMovie()::main,
                printed -> printed.count("listening to music") == 3 && printed.count("watching a movie") == 3);
        step(
                MusicAndMovieInProcesses.class,
                new MusicAndMovieInProcesses()::main,
                printed -> printed.count("listening to music") == 3 && printed.count("watching a movie") == 3);
        step(
                MusicAndMovieWithNumbers.class,
                new MusicAndMovieWithNumbers()::main,
                printed -> printed.count("Anna plays music") == 2 && printed.count("Ben watches a movie") == 3);
        figure("two downloads of 1 to 2 s, two processes", times[0], times[1]);
        step(FiveProcesses.class, new FiveProcesses()::main, printed -> printed.count("Process: [0-4]") == 5);
        step(
                MainWaitsForItsChildren.class,
                new MainWaitsForItsChildren()::main,
                printed -> printed.count("Task execution \\d+") == 10);
        step(ProcessIds.class, new ProcessIds()::main, printed -> {
            long pid = ProcessHandle.current().pid();
            return printed.has("main: MainProcess has pid " + pid + ", .*")
                    && printed.has("dance: dancer has pid \\d+, its parent MainProcess has " + pid)
                    && printed.has("sing: singer has pid \\d+, its parent MainProcess has " + pid)
                    && printed.has("<Process name='dancer' pid=\\d+ parent=" + pid + " stopped exitcode=0>");
        });
        step(
                DancerKillsItself.class,
                new DancerKillsItself()::main,
                printed -> printed.count("Dancing\\.\\.\\.") == 1 && printed.has("exit codes: dancer -9, singer 0"));
        step(
                ArgsAndKwargs.class,
                new ArgsAndKwargs()::main,
                printed ->
                        printed.count("Li Si 2[0-3]") == 4 && printed.has("refused: .*no parameter named \"years\""));
        step(
                Subclassing.class,
                new Subclassing()::main,
                printed -> printed.count("pid: \\d+ loop: \\d of \\d") == 2 + 3 + 4
                        && printed.count("<Counter name='Counter-\\d+' .* exitcode=0>") == 3);
        step(
                ThreeProcessesOfAClass.class,
                new ThreeProcessesOfAClass()::main,
                printed -> printed.count("Pid: \\d+ LoopCount: \\d") == 2 + 3 + 4);
        step(
                GlobalsAreNotShared.class,
                new GlobalsAreNotShared()::main,
                printed -> printed.has("added: \\[0, 1, 2]") && printed.has("read: \\[]") && printed.has("main: \\[]"));
        step(
                CounterIsNotShared.class,
                new CounterIsNotShared()::main,
                printed -> printed.has("added: 2") && printed.has("read: 1") && printed.has("main: 1"));
        step(DaemonEndsWithItsParent.class, () -> new Process(Tour::daemonProgram).start(), printed -> {
            long daemon = (long) printed.number("The daemon has pid (\\d+)");
            // a killed process counts as alive until it is reaped, by a process that is not this one
            ProcessHandle.of(daemon)
                    .ifPresent(process ->
                            process.onExit().orTimeout(1, TimeUnit.MINUTES).join());
            return printed.has("over")
                    && printed.count("Task execution \\d+") >= 5
                    && !printed.has("The task is complete.");
        });
    }

    /** The parent must end for its daemon to end, and so it is a child of the tour. */
    private static void daemonProgram() throws InterruptedException {
        new DaemonEndsWithItsParent().main();
    }

    private void queuesAndPipes() {
        step(
                PingPongWithoutSharing.class,
                new PingPongWithoutSharing()::main,
                printed -> printed.count("Ping") == 10 && printed.count("Pong") == 10);
        step(
                PingPong.class,
                new PingPong()::main,
                printed -> printed.count("Ping|Pong") == 10 && printed.has("The count is 10."));
        step(DownloadAndSave.class, new DownloadAndSave()::main, printed -> printed.has("saved: \\[11, 22, 33, 44]"));
        step(
                WriterAndReader.class,
                new WriterAndReader()::main,
                printed -> printed.count("get [abc] from queue") == 3 && printed.has("reader: exit code -15"));
        step(
                PipeEcho.class,
                new PipeEcho()::main,
                printed -> printed.count("sent .*: equal") == 5 && printed.has("echo: the pipe is at its end"));
    }

    private void locks() {
        step(BankAccountWithoutLock.class, new BankAccountWithoutLock()::main, printed -> {
            double balance = printed.number("The balance is (\\d+) yuan");
            figures.add("%.0f of 100 deposits were lost without the lock, none with it".formatted(100 - balance));
            return balance < 100;
        });
        step(
                BankAccountWithLock.class,
                new BankAccountWithLock()::main,
                printed -> printed.number("The balance is (\\d+) yuan") == 100);
    }

    private void pools() {
        step(
                PoolTasks.class,
                new PoolTasks()::main,
                printed -> printed.count("task \\d starts in process \\d+") == 10
                        && printed.count("task \\d ends in process .*") == 10
                        && printed.has("all tasks end"));
        step(
                PoolOfFour.class,
                new PoolOfFour()::main,
                printed -> printed.count("task \\d ran .* seconds") == 5 && printed.has("All tasks have ended\\."));
        step(
                CopyFolder.class,
                () -> CopyFolder.main(new String[0]),
                printed -> printed.has("200 files with [0-9,]+ bytes copied to .*")
                        && printed.has("The checksums are equal\\."));
        step(
                BatchCopyThroughQueue.class,
                () -> BatchCopyThroughQueue.main(new String[0]),
                printed -> printed.has("copied 10 files, all equal: true"));
        step(
                CrawlWithPool.class,
                new CrawlWithPool()::main,
                printed -> printed.has("60 pages with [0-9,]+ words, fetched by .*")
                        && printed.has("failed: \\[/missing: status 404]"));
    }

    private void managers() {
        step(
                CopyWithManager.class,
                () -> CopyWithManager.main(new String[0]),
                printed -> printed.count("Copy progress [0-9.,]+ %") == 20);
        step(CountWithManager.class, CountWithManager::main, printed -> printed.has("\\{be=2, .*, to=4}"));
    }

    private void threads() {
        step(
                DownloadInTwoThreads.class,
                new DownloadInTwoThreads()::main,
                printed -> printed.count(".* downloaded, it took .*") == 2);
        step(DownloadTasks.class, new DownloadTasks()::main, printed -> {
            figures.add("two downloads of 1 to 2 s, two threads: %.2f s, of work %.2f s"
                    .formatted(
                            printed.number("It took ([0-9.]+) seconds in total"),
                            printed.number("together worked ([0-9.]+) seconds")));
            return printed.count(".* downloaded, it took .*") == 2;
        });
        step(
                MusicAndMovieInThreads.class,
                new MusicAndMovieInThreads()::main,
                printed -> printed.count("music: song \\d") == 3 && printed.count("movie: scene \\d") == 3);
        step(
                TwoObjectsOfAThreadClass.class,
                new TwoObjectsOfAThreadClass()::main,
                printed -> printed.count("cool") == 3 && printed.count("hair gone") == 3);
        step(
                NamedThreadLoop.class,
                new NamedThreadLoop()::main,
                printed -> printed.count("thread counter >> \\d") == 5);
        step(
                BankAccountOfThreads.class,
                new BankAccountOfThreads()::main,
                printed -> printed.number("balance is: (\\d+) yuan") < 100);
        step(
                BankAccountOfThreadsWithLock.class,
                new BankAccountOfThreadsWithLock()::main,
                printed -> printed.number("balance is: (\\d+) yuan") == 100);
        step(
                BalanceOfTwoThreads.class,
                new BalanceOfTwoThreads()::main,
                printed -> printed.has("balance with a lock: 0"));
        step(
                EndlessLoopThreads.class,
                new EndlessLoopThreads()::main,
                printed -> printed.has("\\d+ endless threads use [0-9.]+ of \\d+ processors"));
        step(
                StudentsOfThreads.class,
                new StudentsOfThreads()::main,
                printed -> printed.has("Hello, Alice .*") && printed.has("Hello, Bob .*"));
        step(
                Timers.class,
                new Timers()::main,
                printed -> printed.has("tea!") && printed.has("cake! cake! cake!") && !printed.has("work!"));
        step(
                DownloadWindow.class,
                DownloadWindow::clickThrough,
                printed -> printed.has("clicked About: A window of Procession, .*"));
        step(
                FrozenWindow.class,
                FrozenWindow::clickThrough,
                printed -> printed.has("the window answers, the download has ended: true, .*"));
    }

    private void work(String percent) {
        step(SumWithEightProcesses.class, () -> SumWithEightProcesses.main(new String[] {percent}), printed -> {
            figure(
                    "sum of numbers with %,.0f MB of slices, eight processes"
                            .formatted(printed.number("hand out ([0-9,]+) MB")),
                    printed.number("One process took ([0-9.]+) s"),
                    printed.number("Eight processes took ([0-9.]+) s"));
            return printed.count("(One process|Eight processes): [1-9][0-9,]+") == 2
                    && printed.has("The sums are equal\\.");
        });
        step(SumWithSharedArray.class, () -> SumWithSharedArray.main(new String[] {percent}), printed -> {
            figures.add("the same sum with a shared array: " + printed.line("one process .* nothing copied"));
            return printed.has("the sum of a shared array: .*, equal: true");
        });
        step(SumWithRanges.class, new SumWithRanges()::main, printed -> {
            figures.add("the same sum with ranges: " + printed.line("one process .* nothing copied"));
            figures.add("    to copy numbers takes longer than to add them; adding alone is less work than a start");
            return printed.has("the sum of ranges: 5,000,000,050,000,000, equal: true");
        });
        step(WordCount.class, () -> WordCount.main(new String[0]), printed -> {
            figure(
                    "%,.0f words in %,.0f files, a process for each processor"
                            .formatted(printed.number("files, ([0-9,]+) words"), printed.number("([0-9,]+) files")),
                    printed.number("One process took ([0-9.]+) s"),
                    printed.number("processes took ([0-9.]+) s"));
            return printed.has("The counts are equal.");
        });
    }

    private void queuesBetweenThreads() {
        step(
                ProducerAndConsumer.class,
                new ProducerAndConsumer()::main,
                printed -> printed.count("consumer-[12] works on [1-6]") == 6
                        && printed.has("All work is done\\.")
                        && printed.count("consumer-[12] goes home") == 2);
        step(
                PriorityOrders.class,
                new PriorityOrders()::main,
                printed -> printed.has("Queue: tea soup noodles")
                        && printed.has("LifoQueue: noodles soup tea")
                        && printed.has("PriorityQueue: soup noodles tea"));
    }

    private void otherPrograms() {
        step(
                OtherPrograms.class,
                new OtherPrograms()::main,
                printed -> printed.has("echo says hello")
                        && printed.has("sorted: \\[apple, fig, pear]")
                        && printed.has("lines without a 3: 4")
                        && printed.has("ls failed with exit code \\d+ and said why: true")
                        && printed.has("sleep took more than 200 ms and was killed"));
    }

    private void crawler() {
        step(Crawler.class, new Crawler()::main, printed -> {
            figures.add("1,000 pages from a server that answers when all are asked for: %.2f s"
                    .formatted(printed.number("([0-9.]+) s")));
            return printed.has("1000 pages, numbers add up to 500500, 1000 fetches at a time, .*");
        });
        step(
                ProcessesWithCoroutines.class,
                new ProcessesWithCoroutines()::main,
                printed -> printed.count("process \\d+ fetched 1000 pages in .* s") == Multiprocessing.cpuCount());
    }

    void figure(String line) {
        figures.add(line);
    }

    private void figure(String what, double one, double several) {
        figures.add("%s: %.2f s, with one process %.2f s".formatted(what, several, one));
    }

    /** Processes are numbered in the order of their creation, so the next one would be one more. */
    private static int processesCreated() {
        var next = new Process(Tour::processesCreated).getName();
        return Integer.parseInt(next.substring(next.indexOf('-') + 1)) - 1;
    }
}
