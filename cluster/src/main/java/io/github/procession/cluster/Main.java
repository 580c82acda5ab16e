package io.github.procession.cluster;

import io.github.procession.ipc.jvm.Child;
import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.multiprocessing.Multiprocessing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Commands of {@code java -jar procession-cluster.jar}: a worker, a look at a cluster, the functions of a server. */
public final class Main {
    static final String USAGE = """
        usage: java -jar procession-cluster.jar COMMAND [redis://host:port/name]

          worker    runs tasks of pools, and processes, on this machine until it is told to end (SIGTERM)
            --slots N            tasks at once; the number of processors unless set
            --processes N        processes at once, beside the tasks; 64 unless set
            --runs A,B           takes tasks of the programs of these names alone
            --jvm-options "..."  options of the children
            --grace S            seconds for which tasks may go on when it is told to end; 0 unless set
            --lease S            seconds without a sign of life after which its tasks go to others; 10 unless set
            --replicas N         replicas of the server that must have what it tells, for a failover; 0 unless set
          status    shows workers, programs, pools, queues and locks, who holds them and who waits for them
            --watch S            shows them again every S seconds until it is stopped
          install   loads the functions into the server, for users who may not

        Without an address the environment variable PROCESSION_CLUSTER holds it. The secret is in PROCESSION_AUTHKEY.\
        """;

    static final String WORKER_COMMAND = "worker";

    /** Puts the cursor of a terminal to the upper left, and clears the rest. */
    private static final String CLEAR = "\u001b[H\u001b[J";

    /** Before the stage in which children end. */
    private static final int EXIT_STAGE = 2;

    private static final int LOCAL_STAGE = 3;

    private static final long FIRST_PAUSE_NANOS = 100_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;

    private static volatile Worker current;
    private static volatile boolean ending;

    private Main() {}

    /**
     * Runs a command.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        List<String> rest = new ArrayList<>(List.of(args));
        try {
            String command = rest.isEmpty() ? "" : rest.removeFirst();
            switch (command) {
                case WORKER_COMMAND -> worker(rest);
                case "status" -> status(number(rest, "--watch", 0, 1), rest);
                case "install" -> {
                    builder(rest).role("install").connect().close();
                    System.out.println("the functions are there");
                }
                case LocalCluster.COMMAND -> local(Integer.parseInt(rest.getFirst()));
                default ->
                    throw new IllegalArgumentException(
                            command.isEmpty() ? "a command is missing" : "there is no command " + command);
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
        } catch (EngineException e) {
            if (!ExitSequence.isShuttingDown()) { // as a signal ends it
                System.err.println(e.getMessage());
                System.exit(1);
            }
        }
    }

    /** Prints what is there, once or each so many seconds; on a terminal in the place of what was there before. */
    private static void status(int watchSeconds, List<String> args) {
        boolean terminal = System.console() != null && System.console().isTerminal();
        try (Cluster cluster = builder(args).role("status").connect()) {
            for (String gap = watchSeconds > 0 && terminal ? CLEAR : ""; ; gap = terminal ? CLEAR : "\n") {
                System.out.print(gap + Status.of(cluster));
                if (watchSeconds == 0 || System.out.checkError()) { // the reader of a pipe may have gone
                    return;
                }
                Pause.sleep(TimeUnit.SECONDS.toNanos(watchSeconds));
            }
        }
    }

    private static String option(List<String> args, String name, String otherwise) {
        int at = args.indexOf(name);
        if (at < 0) {
            return otherwise;
        }
        if (at + 1 == args.size()) {
            throw new IllegalArgumentException("the value of " + name + " is missing");
        }
        args.remove(at);
        return args.remove(at);
    }

    private static int number(List<String> args, String name, int otherwise, int least) {
        String text = option(args, name, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException(name + " " + text + " is no number from " + least + " on");
    }

    private static ClusterBuilder builder(List<String> args) {
        if (args.size() > 1 || !args.isEmpty() && args.getFirst().startsWith("-")) {
            throw new IllegalArgumentException("there is no option " + args.get(args.size() > 1 ? 1 : 0));
        }
        String address = args.isEmpty() ? System.getenv(ProgramCluster.VARIABLE) : args.getFirst();
        if (address == null) {
            throw new IllegalArgumentException("the address of the server is missing");
        }
        return Cluster.builder().address(address);
    }

    private static void worker(List<String> args) {
        int slots = number(args, "--slots", Runtime.getRuntime().availableProcessors(), 1);
        int processes = number(args, "--processes", WorkerOptions.PROCESSES, 0);
        String runs = option(args, "--runs", "");
        String jvmOptions = option(args, "--jvm-options", "").strip();
        int grace = number(args, "--grace", 0, 0);
        int lease = number(args, "--lease", 10, 1);
        int replicas = number(args, "--replicas", 0, 0);
        WorkerOptions options = new WorkerOptions(
                slots,
                processes,
                runs.isEmpty() ? List.of() : List.of(runs.split(",")),
                jvmOptions.isEmpty() ? List.of() : List.of(jvmOptions.split("\\s+")),
                Duration.ofSeconds(grace));
        ClusterBuilder builder = builder(args)
                .lease(Duration.ofSeconds(lease))
                .waitReplicas(replicas)
                .role(WorkerInfo.role(slots, processes));
        serve(builder, options);
    }

    private static void local(int slots) {
        BufferedReader parent = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        LocalSecrets secrets;
        ServerProgram server;
        try {
            secrets = LocalSecrets.read(parent);
            server = ServerProgram.start(secrets.password());
        } catch (IOException | EngineException e) {
            System.out.println(e.getMessage());
            return;
        }
        ExitSequence.add(LOCAL_STAGE, server::close);
        System.out.println(LocalCluster.ADDRESS + server.url());
        Thread.ofPlatform().daemon().name("procession-parent").start(() -> LocalCluster.awaitParent(parent));
        serve(
                secrets.builder(server.url()).role(WorkerInfo.role(slots, WorkerOptions.PROCESSES)),
                new WorkerOptions(slots, WorkerOptions.PROCESSES, List.of(), List.of(), Duration.ZERO));
    }

    private static void serve(ClusterBuilder builder, WorkerOptions options) {
        int slots = options.slots();
        Multiprocessing.setStartMethod("spawn", true); // whatever system property this JVM has
        Child.withhold(Set.of(ClusterBuilder.AUTHKEY_VARIABLE, ProgramCluster.VARIABLE));
        ExitSequence.add(EXIT_STAGE, Main::end);
        JarStore jars = JarStore.ofUser();
        long pause = FIRST_PAUSE_NANOS;
        String said = "";
        while (!ending) {
            try {
                Cluster cluster = builder.connect();
                cluster.endsLater();
                Worker worker = new Worker(cluster, options, jars);
                current = worker;
                System.out.println("worker " + Session.host() + " of "
                        + cluster.session().server().address() + " is ready, " + slots
                        + (slots == 1 ? " slot" : " slots"));
                said = "";
                worker.serve();
                pause = FIRST_PAUSE_NANOS;
            } catch (EngineException e) {
                if (!ending) {
                    if (current != null) {
                        current.giveUp();
                    }
                    String says = e.getMessage();
                    if (!said.equals(says)) { // once, as it may stay so for days
                        System.err.println(says + "; trying again");
                    }
                    said = says;
                    Pause.sleep(pause);
                    pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
                }
            }
        }
    }

    private static void end() {
        ending = true;
        Worker worker = current;
        if (worker != null) {
            worker.end();
        }
    }
}
