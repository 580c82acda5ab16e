package io.github.procession.examples;

import io.github.procession.function.Action0;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A walk through all programs of this package. They run one after another in this JVM, their children in JVMs of their
 * own; what each prints is checked, and at the end there are figures. The exit code is 1 when a check has failed.
 */
class Tour {
    private final List<String> failed = new ArrayList<>();
    private final List<String> figures = new ArrayList<>();
    private int programs;

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
        } catch (Exception e) {
            fail(title, e.toString());
        }
    }

    private void fail(String title, String reason) {
        failed.add(title + ": " + reason);
        IO.println("FAILED: " + reason);
    }

    void main() {
        Locale.setDefault(Locale.ROOT); // the checks read numbers
        long start = System.nanoTime();
        processes();
        queuesAndPipes();
        locks();
        pools();
        managers();
        threads();
        work();
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
                "A child says hello",
                new HelloFromChild()::main,
                printed -> printed.has("Run child process test \\(\\d+\\).*")
                        && printed.has("Child process end, exit code 0."));
        var times = new double[2];
        step("Two downloads, one after the other", new DownloadSequentially()::main, printed -> {
            times[0] = printed.number("It took ([0-9.]+) seconds in total");
            return printed.count(".* downloaded, it took .*") == 2;
        });
        step("Two downloads in two processes", new DownloadInTwoProcesses()::main, printed -> {
            times[1] = printed.number("It took ([0-9.]+) seconds in total");
            return printed.count(".* downloaded, it took .*") == 2;
        });
        figure("two downloads of 1 to 2 s, two processes", times[0], times[1]);
        step("Five processes from a loop", new FiveProcesses()::main, printed -> printed.count("Process: [0-4]") == 5);
        step("Process ids, names, parents", new ProcessIds()::main, printed -> {
            long pid = ProcessHandle.current().pid();
            return printed.has("main: MainProcess has pid " + pid + ", .*")
                    && printed.has("dance: dancer has pid \\d+, its parent MainProcess has " + pid)
                    && printed.has("sing: singer has pid \\d+, its parent MainProcess has " + pid)
                    && printed.has("<Process name='dancer' pid=\\d+ parent=" + pid + " stopped exitcode=0>");
        });
        step(
                "Arguments by position, by name, and both",
                new ArgsAndKwargs()::main,
                printed ->
                        printed.count("Li Si 2[0-3]") == 4 && printed.has("refused: .*no parameter named \"years\""));
        step(
                "A class that is a process",
                new Subclassing()::main,
                printed -> printed.count("pid: \\d+ loop: \\d of \\d") == 2 + 3 + 4
                        && printed.count("<Counter name='Counter-\\d+' .* exitcode=0>") == 3);
        step(
                "Globals are not shared",
                new GlobalsAreNotShared()::main,
                printed -> printed.has("added: \\[0, 1, 2]") && printed.has("read: \\[]") && printed.has("main: \\[]"));
        step("A daemon child ends with its parent", () -> new Process(Tour::daemonProgram).start(), printed -> {
            long daemon = (long) printed.number("The daemon has pid (\\d+)");
            return printed.has("over")
                    && printed.count("Task execution \\d+") >= 5
                    && !printed.has("The task is complete.")
                    && ProcessHandle.of(daemon).filter(ProcessHandle::isAlive).isEmpty();
        });
    }

    /** The parent must end for its daemon to end, and so it is a child of the tour. */
    private static void daemonProgram() throws InterruptedException {
        new DaemonEndsWithItsParent().main();
    }

    private void queuesAndPipes() {
        step(
                "Ping-pong with a counter for each",
                new PingPongWithoutSharing()::main,
                printed -> printed.count("Ping") == 10 && printed.count("Pong") == 10);
        step(
                "Ping-pong with one counter in a queue",
                new PingPong()::main,
                printed -> printed.count("Ping|Pong") == 10 && printed.has("The count is 10."));
        step(
                "One downloads, one saves",
                new DownloadAndSave()::main,
                printed -> printed.has("saved: \\[11, 22, 33, 44]"));
        step(
                "A writer, and a reader that never ends",
                new WriterAndReader()::main,
                printed -> printed.count("get [abc] from queue") == 3 && printed.has("reader: exit code -15"));
        step(
                "An echo through a pipe",
                new PipeEcho()::main,
                printed -> printed.count("sent .*: equal") == 5 && printed.has("echo: the pipe is at its end"));
    }

    private void locks() {
        step("A bank account without a lock", new BankAccountWithoutLock()::main, printed -> {
            double balance = printed.number("The balance is (\\d+) yuan");
            figures.add("%.0f of 100 deposits were lost without the lock, none with it".formatted(100 - balance));
            return balance < 100;
        });
        step(
                "A bank account with a lock",
                new BankAccountWithLock()::main,
                printed -> printed.number("The balance is (\\d+) yuan") == 100);
    }

    private void pools() {
        step(
                "Ten tasks in a pool of three",
                new PoolTasks()::main,
                printed -> printed.count("task \\d starts in process \\d+") == 10
                        && printed.count("task \\d ends in process .*") == 10
                        && printed.has("all tasks end"));
        step(
                "Copying a folder behind a progress bar",
                () -> CopyFolder.main(new String[0]),
                printed -> printed.has("200 files with [0-9,]+ bytes copied to .*")
                        && printed.has("The checksums are equal\\."));
        step(
                "A crawl with a pool",
                new CrawlWithPool()::main,
                printed -> printed.has("60 pages with [0-9,]+ words, fetched by .*")
                        && printed.has("failed: \\[/missing: status 404]"));
    }

    private void managers() {
        step(
                "A pool that reports through a manager's queue",
                () -> CopyWithManager.main(new String[0]),
                printed -> printed.count("copied: [0-9.,]+ %") == 20);
        step("Words counted in a manager's map", CountWithManager::main, printed -> printed.has("\\{be=2, .*, to=4}"));
    }

    private void threads() {
        step(
                "Two downloads in two threads",
                new DownloadInTwoThreads()::main,
                printed -> printed.count(".* downloaded, it took .*") == 2);
        step("A class that is a thread", new DownloadTasks()::main, printed -> {
            figures.add("two downloads of 1 to 2 s, two threads: %.2f s, of work %.2f s"
                    .formatted(
                            printed.number("It took ([0-9.]+) seconds in total"),
                            printed.number("together worked ([0-9.]+) seconds")));
            return printed.count(".* downloaded, it took .*") == 2;
        });
        step(
                "An account of 100 threads without a lock",
                new BankAccountOfThreads()::main,
                printed -> printed.number("balance is: (\\d+) yuan") < 100);
        step(
                "An account of 100 threads with a lock",
                new BankAccountOfThreadsWithLock()::main,
                printed -> printed.number("balance is: (\\d+) yuan") == 100);
        step(
                "Each thread has its student",
                new StudentsOfThreads()::main,
                printed -> printed.has("Hello, Alice .*") && printed.has("Hello, Bob .*"));
        step(
                "Timers",
                new Timers()::main,
                printed -> printed.has("tea!") && printed.has("cake! cake! cake!") && !printed.has("work!"));
        step(
                "A window that answers while a thread downloads",
                DownloadWindow::clickThrough,
                printed -> printed.has("clicked About: A window of Procession, .*"));
    }

    private void work() {
        step("The sum of 1 to 100,000,000 with eight processes", new SumWithEightProcesses()::main, printed -> {
            figure(
                    "sum of 1 to 100,000,000 with 800 MB of slices, eight processes",
                    printed.number("One process took ([0-9.]+) s"),
                    printed.number("Eight processes took ([0-9.]+) s"));
            return printed.count("(One process|Eight processes): 5,000,000,050,000,000") == 2
                    && printed.has("The sums are equal.");
        });
        step("The words of a tree of files", () -> WordCount.main(new String[0]), printed -> {
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
                "A producer and two consumers, all threads",
                new ProducerAndConsumer()::main,
                printed -> printed.count("consumer-[12] works on [1-6]") == 6
                        && printed.has("All work is done\\.")
                        && printed.count("consumer-[12] goes home") == 2);
        step(
                "Three orders of a queue",
                new PriorityOrders()::main,
                printed -> printed.has("Queue: tea soup noodles")
                        && printed.has("LifoQueue: noodles soup tea")
                        && printed.has("PriorityQueue: soup noodles tea"));
    }

    private void otherPrograms() {
        step(
                "Programs of the system, and pipes between them",
                new OtherPrograms()::main,
                printed -> printed.has("echo says hello")
                        && printed.has("sorted: \\[apple, fig, pear]")
                        && printed.has("lines without a 3: 4")
                        && printed.has("ls failed with exit code \\d+ and said why: true")
                        && printed.has("sleep took more than 200 ms and was killed"));
    }

    private void crawler() {
        step("A thousand pages at a time, on virtual threads", new Crawler()::main, printed -> {
            figures.add("1,000 pages from a server that answers when all are asked for: %.2f s"
                    .formatted(printed.number("([0-9.]+) s")));
            return printed.has("1000 pages, numbers add up to 500500, 1000 fetches at a time, .*");
        });
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
