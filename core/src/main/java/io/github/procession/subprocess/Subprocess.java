package io.github.procession.subprocess;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The functions of Python's {@code subprocess}: other programs as child processes.
 *
 * <pre>{@code
 * Subprocess.run("git", "fetch");                                           // output goes where this JVM's goes
 * String branch = Subprocess.checkOutput("git", "branch", "--show-current").strip();
 * var done = Subprocess.command("sort").input("b\na\n").captureOutput().timeout(Duration.ofSeconds(5)).check().run();
 * }</pre>
 *
 * <p>A program is named with its arguments, one string each, which no shell looks at; {@link #shell} is for lines that
 * one should.
 */
public final class Subprocess {
    /** A pipe to this JVM: Python's {@code subprocess.PIPE}. */
    public static final Redirect PIPE = Redirect.PIPE;

    /** Nothing to be read, and what is written is dropped: Python's {@code subprocess.DEVNULL}. */
    public static final Redirect DEVNULL = Redirect.DEVNULL;

    /** For stderr, the same as stdout: Python's {@code subprocess.STDOUT}. */
    public static final Redirect STDOUT = Redirect.STDOUT;

    private Subprocess() {}

    /**
     * A program, for which there are options before it is run or started.
     *
     * @param args the program and its arguments
     * @return what to run
     * @throws IllegalArgumentException if there is no program
     */
    public static Command command(String... args) {
        return command(List.of(args));
    }

    /**
     * A program, for which there are options before it is run or started.
     *
     * @param args the program and its arguments
     * @return what to run
     * @throws IllegalArgumentException if there is no program
     */
    public static Command command(List<String> args) {
        return new Command(Objects.requireNonNull(args, "args"));
    }

    /**
     * A line for the system's shell: Python's {@code shell=True}. A stranger that can write the line can run anything.
     *
     * @param line as one would type it
     * @return what to run: {@code /bin/sh -c line}
     */
    public static Command shell(String line) {
        return new Command(Platform.shell(Objects.requireNonNull(line, "line")));
    }

    /**
     * Runs a program to its end: Python's {@code run(args)}.
     *
     * @param args the program and its arguments
     * @return the return code
     * @throws IOException as for {@link Command#run}
     * @throws InterruptedException as for {@link Command#run}
     */
    public static CompletedProcess run(String... args) throws IOException, InterruptedException {
        return command(args).run();
    }

    /**
     * Runs a program to its end: Python's {@code call(args)}.
     *
     * @param args the program and its arguments
     * @return its exit code, or -n if signal n ended it
     * @throws IOException as for {@link Command#run}
     * @throws InterruptedException as for {@link Command#run}
     */
    public static int call(String... args) throws IOException, InterruptedException {
        return command(args).call();
    }

    /**
     * Runs a program to its end, which must be a good one: Python's {@code check_call(args)}.
     *
     * @param args the program and its arguments
     * @throws CalledProcessError if the return code is not 0
     * @throws IOException as for {@link Command#run}
     * @throws InterruptedException as for {@link Command#run}
     */
    public static void checkCall(String... args) throws IOException, InterruptedException {
        command(args).checkCall();
    }

    /**
     * Runs a program to its end, which must be a good one: Python's {@code check_output(args, text=True)}.
     *
     * @param args the program and its arguments
     * @return what it wrote to its standard output
     * @throws CalledProcessError if the return code is not 0
     * @throws IOException as for {@link Command#run}
     * @throws InterruptedException as for {@link Command#run}
     */
    public static String checkOutput(String... args) throws IOException, InterruptedException {
        return command(args).checkOutput();
    }

    /**
     * Starts programs of which each reads what the one before writes, as {@code a | b | c} does; in Python
     * {@code Popen(b, stdin=a.stdout)}.
     *
     * <p>The pipes are the system's own and no byte passes through this JVM. So a program whose reader has gone is told
     * so by the system: in {@code yes | head -n 1} both end. Copying between two started programs, the other way to do
     * it, would cost a thread and two copies of each byte, and would have to pass on the end in both directions.
     *
     * @param commands at least one; stdin may be set for the first and stdout for the last
     * @return the programs as they run, in the same order
     * @throws IOException as for {@link Command#run}; none of the programs is left then
     * @throws IllegalArgumentException if options contradict each other, or belong to {@link Command#run}
     */
    public static List<Popen> pipeline(Command... commands) throws IOException {
        if (commands.length == 0) {
            throw new IllegalArgumentException("commands is empty");
        }
        List<Command.Plan> plans = new ArrayList<>();
        List<ProcessBuilder> builders = new ArrayList<>();
        for (int i = 0; i < commands.length; i++) {
            Command command = commands[i];
            command.checkNoRunOptions();
            var plan = command.plan();
            plans.add(plan);
            builders.add(command.builder(plan));
            if (i > 0) {
                checkFree(command, command.stdin(), "stdin");
                builders.get(i).redirectInput(ProcessBuilder.Redirect.PIPE);
            }
            if (i < commands.length - 1) {
                checkFree(command, command.stdout(), "stdout");
                builders.get(i).redirectOutput(ProcessBuilder.Redirect.PIPE);
            }
        }
        return started(builders, plans);
    }

    private static void checkFree(Command command, Redirect redirect, String name) {
        if (redirect != null) {
            throw new IllegalArgumentException(name + " of " + command + " is a pipe to its neighbour");
        }
    }

    private static List<Popen> started(List<ProcessBuilder> builders, List<Command.Plan> plans) throws IOException {
        List<Process> processes;
        try {
            processes = ProcessBuilder.startPipeline(builders);
        } catch (IOException e) {
            throw Platform.startFailure(programOf(e, builders, plans), e);
        }
        List<Popen> started = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            started.add(new Popen(null, processes.get(i), plans.get(i), false));
        }
        return started;
    }

    /** The JDK's message has the name of the program that could not be started, as it was given to the JDK. */
    private static String programOf(IOException failure, List<ProcessBuilder> builders, List<Command.Plan> plans) {
        for (int i = 0; i < plans.size(); i++) {
            String program = builders.get(i).command().getFirst();
            if (String.valueOf(failure.getMessage()).contains('"' + program + '"')) {
                return plans.get(i).args().getFirst();
            }
        }
        return "?";
    }
}
