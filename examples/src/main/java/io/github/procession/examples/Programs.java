package io.github.procession.examples;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The programs of this package, each with a {@code main} of its own, and what each of them shows. */
final class Programs {
    private static final Map<Class<?>, String> TITLES = new LinkedHashMap<>();

    static {
        TITLES.put(HelloFromChild.class, "A child says hello");
        TITLES.put(DownloadSequentially.class, "Two downloads, one after the other");
        TITLES.put(DownloadInTwoProcesses.class, "Two downloads in two processes");
        TITLES.put(MusicThenMovie.class, "Music, then a movie, in one process");
        TITLES.put(MusicAndMovieInProcesses.class, "Music and a movie in two processes");
        TITLES.put(MusicAndMovieWithNumbers.class, "Two processes with arguments, names and numbers");
        TITLES.put(FiveProcesses.class, "Five processes from a loop");
        TITLES.put(MainWaitsForItsChildren.class, "The program ends when its last child does");
        TITLES.put(ProcessIds.class, "Process ids, names, parents");
        TITLES.put(DancerKillsItself.class, "A child that kills itself by its number");
        TITLES.put(InterruptedByCtrlC.class, "Ctrl-C as an exception in the main thread");
        TITLES.put(WorkersIgnoreCtrlC.class, "Workers that finish their tasks at Ctrl-C");
        TITLES.put(ArgsAndKwargs.class, "Arguments by position, by name, and both");
        TITLES.put(Subclassing.class, "A class that is a process");
        TITLES.put(ThreeProcessesOfAClass.class, "Three processes of a class at once");
        TITLES.put(GlobalsAreNotShared.class, "Globals are not shared");
        TITLES.put(CounterIsNotShared.class, "A counter is not shared either");
        TITLES.put(DaemonEndsWithItsParent.class, "A daemon child ends with its parent");
        TITLES.put(PingPongWithoutSharing.class, "Ping-pong with a counter for each");
        TITLES.put(PingPong.class, "Ping-pong with one counter in a queue");
        TITLES.put(DownloadAndSave.class, "One downloads, one saves");
        TITLES.put(WriterAndReader.class, "A writer, and a reader that never ends");
        TITLES.put(PipeEcho.class, "An echo through a pipe");
        TITLES.put(BankAccountWithoutLock.class, "A bank account without a lock");
        TITLES.put(BankAccountWithLock.class, "A bank account with a lock");
        TITLES.put(PoolTasks.class, "Ten tasks in a pool of three");
        TITLES.put(PoolOfFour.class, "Five tasks in a pool of four");
        TITLES.put(CopyFolder.class, "Copying a folder behind a progress bar");
        TITLES.put(BatchCopyThroughQueue.class, "A batch of copies, reported through a queue");
        TITLES.put(CrawlWithPool.class, "A crawl with a pool");
        TITLES.put(CopyWithManager.class, "A pool that reports through a manager's queue");
        TITLES.put(CountWithManager.class, "Words counted in a manager's map");
        TITLES.put(TaskServer.class, "Tasks for other machines: the server, start it first");
        TITLES.put(TaskWorker.class, "Tasks for other machines: a worker, argument: the place that the server prints");
        TITLES.put(TaskProducer.class, "Tasks for other machines: the producer, arguments: the place, 1 (worker)");
        TITLES.put(DownloadInTwoThreads.class, "Two downloads in two threads");
        TITLES.put(DownloadTasks.class, "A class that is a thread");
        TITLES.put(MusicAndMovieInThreads.class, "Music and a movie in two named threads");
        TITLES.put(TwoObjectsOfAThreadClass.class, "Two objects of a thread class");
        TITLES.put(NamedThreadLoop.class, "A named thread counts to five");
        TITLES.put(BankAccountOfThreads.class, "An account of 100 threads without a lock");
        TITLES.put(BankAccountOfThreadsWithLock.class, "An account of 100 threads with a lock");
        TITLES.put(BalanceOfTwoThreads.class, "Two threads add and take away, without a lock and with one");
        TITLES.put(EndlessLoopThreads.class, "Endless threads use all processors");
        TITLES.put(StudentsOfThreads.class, "Each thread has its student");
        TITLES.put(Timers.class, "Three timers, one of them cancelled");
        TITLES.put(DownloadWindow.class, "A window that answers while a thread downloads");
        TITLES.put(FrozenWindow.class, "The same window without a thread: it is frozen");
        TITLES.put(SumWithEightProcesses.class, "The sum of 1 to 100,000,000 with eight processes");
        TITLES.put(SumWithOneProcess.class, "The sum of 1 to 100,000,000 by one process");
        TITLES.put(SumWithSharedArray.class, "The sum of a shared array: nothing is copied");
        TITLES.put(SumWithRanges.class, "The sum of ranges: nothing is sent");
        TITLES.put(WordCount.class, "The words of a tree of files");
        TITLES.put(Mandelbrot.class, "The Mandelbrot set, a process for each processor");
        TITLES.put(MonteCarlo.class, "Pi from random points, a process for each processor");
        TITLES.put(CompressFile.class, "A large file compressed, a process for each processor");
        TITLES.put(
                SurvivesAnything.class,
                "Tasks that would take the program down; the pool warns of each worker that they end");
        TITLES.put(LimitsOfTasks.class, "A time limit and a memory limit for tasks");
        TITLES.put(NotThreadSafeLibrary.class, "A library that is not thread-safe");
        TITLES.put(HeapsOfTheirOwn.class, "Pauses of the garbage collector stop one heap only");
        TITLES.put(ProducerAndConsumer.class, "A producer and two consumers, all threads");
        TITLES.put(PriorityOrders.class, "Three orders of a queue");
        TITLES.put(OtherPrograms.class, "Programs of the system, and pipes between them");
        TITLES.put(Crawler.class, "A thousand pages at a time, on virtual threads");
        TITLES.put(ProcessesWithCoroutines.class, "Processes with a thousand virtual threads each");
        TITLES.put(Tour.class, "All of them one after the other, with checks; --list prints this list");
    }

    /** How long those take that take long, on two processors with nothing else to do. */
    private static final Map<Class<?>, String> TIMES = Map.of(
            SumWithEightProcesses.class, "some seconds",
            WordCount.class, "some seconds",
            Mandelbrot.class, "about 15 s",
            MonteCarlo.class, "about 20 s",
            CompressFile.class, "about 20 s",
            HeapsOfTheirOwn.class, "some seconds",
            Tour.class, "two to three minutes; less with --quick");

    private Programs() {}

    static Map<Class<?>, String> titles() {
        return Collections.unmodifiableMap(TITLES);
    }

    static String title(Class<?> program) {
        return TITLES.get(program);
    }

    /** The title, with the time that the program takes if that is long. */
    static String titleWithTime(Class<?> program) {
        String time = TIMES.get(program);
        return title(program) + (time == null ? "" : " (" + time + ")");
    }

    /** Prints the names to run programs by. */
    static void list() {
        TITLES.keySet()
                .forEach(program -> IO.println("%-26s %s".formatted(program.getSimpleName(), titleWithTime(program))));
    }
}
