package io.github.procession.subprocess;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A program, its arguments, and how it is to be run: what {@code subprocess.run} and {@code Popen} take as keyword
 * arguments in Python. Made by {@link Subprocess#command}, for one thread; it may be run more than once.
 */
// Longer than most: one method for each option, and its comment.
public final class Command {
    private final List<String> args;
    private Redirect stdin;
    private Redirect stdout;
    private Redirect stderr;
    private boolean captureOutput;
    private byte[] inputBytes;
    private String inputText;
    private Duration timeout;
    private boolean check;
    private Path cwd;
    private Map<String, String> env;
    private final Map<String, String> addedEnv = new HashMap<>();
    private Charset charset = Charset.defaultCharset();

    /** Complete options of a start, all defaults filled in. */
    record Plan(List<String> args, Redirect stdin, Redirect stdout, Redirect stderr, Charset charset) {}

    Command(List<String> args) {
        if (args.isEmpty()) {
            throw new IllegalArgumentException("args is empty: the program comes first");
        }
        this.args = List.copyOf(args);
    }

    /**
     * Source of the input: Python's {@code stdin=}. By default the one of this JVM.
     *
     * @param stdin {@link Subprocess#PIPE}, {@link Subprocess#DEVNULL}, or one of {@link Redirect}
     * @return this
     */
    public Command stdin(Redirect stdin) {
        Objects.requireNonNull(stdin, "stdin");
        stdin.forInput();
        this.stdin = stdin;
        return this;
    }

    /**
     * Destination of the output: Python's {@code stdout=}. By default where this JVM's file descriptor 1 goes.
     *
     * @param stdout {@link Subprocess#PIPE}, {@link Subprocess#DEVNULL}, or one of {@link Redirect}
     * @return this
     */
    public Command stdout(Redirect stdout) {
        Objects.requireNonNull(stdout, "stdout");
        stdout.forOutput();
        this.stdout = stdout;
        return this;
    }

    /**
     * Destination of the error output: Python's {@code stderr=}. By default where this JVM's file descriptor 2 goes.
     *
     * @param stderr {@link Subprocess#PIPE}, {@link Subprocess#DEVNULL}, {@link Subprocess#STDOUT} (to the same as the
     *     output), or one of {@link Redirect}
     * @return this
     */
    public Command stderr(Redirect stderr) {
        Objects.requireNonNull(stderr, "stderr");
        if (stderr != Redirect.STDOUT) {
            stderr.forOutput();
        }
        this.stderr = stderr;
        return this;
    }

    /**
     * Collects output and error output: Python's {@code capture_output=True}.
     *
     * @return this
     */
    public Command captureOutput() {
        this.captureOutput = true;
        return this;
    }

    /**
     * Input of the program: Python's {@code input=} with bytes. For {@link #run} and its kin.
     *
     * @param input all of it
     * @return this
     */
    public Command input(byte[] input) {
        Objects.requireNonNull(input, "input");
        this.inputBytes = input.clone();
        this.inputText = null;
        return this;
    }

    /**
     * Input of the program: Python's {@code input=} with text. For {@link #run} and its kin.
     *
     * @param input all of it, sent in this command's encoding
     * @return this
     */
    public Command input(String input) {
        this.inputText = Objects.requireNonNull(input, "input");
        this.inputBytes = null;
        return this;
    }

    /**
     * Time limit of the program: Python's {@code timeout=}. For {@link #run} and its kin.
     *
     * @param timeout after that the program is killed; null is any time
     * @return this
     */
    public Command timeout(@Nullable Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    /**
     * Makes a return code other than 0 an error: Python's {@code check=True}. For {@link #run} and its kin.
     *
     * @return this
     */
    public Command check() {
        this.check = true;
        return this;
    }

    /**
     * The folder that the program works in: Python's {@code cwd=}.
     *
     * @param cwd a folder
     * @return this
     */
    public Command cwd(Path cwd) {
        this.cwd = Objects.requireNonNull(cwd, "cwd");
        return this;
    }

    /**
     * The program's whole environment, in place of this JVM's: Python's {@code env=}.
     *
     * <p>A program whose name has no slash is looked for in the folders of the {@code PATH} in it, and without one in those of
     * this JVM's {@code PATH} (in Python in {@code /bin} and {@code /usr/bin}). A program that is found in another place than by
     * the {@code PATH} of this JVM sees its whole path as its own name, in Python the name that was given. On Windows the
     * {@code PATH} of this JVM counts, as in Python.
     *
     * @param env names and values
     * @return this
     */
    public Command env(Map<String, String> env) {
        Objects.requireNonNull(env, "env");
        this.env = Map.copyOf(env);
        return this;
    }

    /**
     * One more variable of the environment, in Python {@code env={**os.environ, name: value}}. A {@code PATH} counts for the
     * search of the program as one of {@link #env} does.
     *
     * @param name its name
     * @param value its value
     * @return this
     */
    public Command addEnv(String name, String value) {
        addedEnv.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * The encoding of texts: Python's {@code encoding=}. By default Java's, which is UTF-8 unless the JVM was told
     * otherwise.
     *
     * @param charset of input and output
     * @return this
     */
    public Command encoding(Charset charset) {
        this.charset = Objects.requireNonNull(charset, "charset");
        return this;
    }

    /**
     * Runs the program to its end: Python's {@code subprocess.run}.
     *
     * <p>Whatever ends the waiting, the program does not outlive this call: at the timeout, when the thread is interrupted or
     * when copying fails, it is killed, with the processes that it has started and that are below it at that moment. (Python
     * kills the program alone, and waits for what it has left behind.)
     *
     * @return the return code, and what was captured
     * @throws CalledProcessError if the return code is not 0 and {@link #check()} was asked for
     * @throws TimeoutExpired if the program did not end in time; it has what was captured until then
     * @throws java.nio.file.NoSuchFileException if there is no such program, or no such folder to work in
     * @throws java.nio.file.AccessDeniedException if it is not allowed to run it
     * @throws IOException if it cannot be started for another reason, or if copying to or from a stream of yours failed
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalArgumentException if options contradict each other
     */
    public CompletedProcess run() throws IOException, InterruptedException {
        return run(stdout());
    }

    private CompletedProcess run(Redirect out) throws IOException, InterruptedException {
        Redirect in = stdin;
        byte[] input = inputText == null ? inputBytes : inputText.getBytes(charset);
        if (input != null) {
            if (stdin != null && stdin != Redirect.PIPE) {
                throw new IllegalArgumentException("input and stdin contradict each other");
            }
            in = Redirect.PIPE;
        }
        Popen process = start(plan(in, out), true);
        CompletedProcess completed;
        try {
            completed = process.communicate(input, timeout);
        } catch (TimeoutExpired e) {
            process.killTree();
            throw process.timeoutExpired(timeout);
        } catch (Throwable e) {
            process.killTree();
            throw e;
        }
        return check ? completed.checkReturnCode() : completed;
    }

    /**
     * Runs the program to its end: Python's {@code subprocess.call}.
     *
     * @return its exit code, or -n if signal n ended it
     * @throws IOException as for {@link #run}
     * @throws InterruptedException as for {@link #run}
     */
    public int call() throws IOException, InterruptedException {
        return run().returnCode();
    }

    /**
     * Runs the program to its end, which must be a good one: Python's {@code subprocess.check_call}.
     *
     * @throws CalledProcessError if the return code is not 0
     * @throws IOException as for {@link #run}
     * @throws InterruptedException as for {@link #run}
     */
    public void checkCall() throws IOException, InterruptedException {
        run().checkReturnCode();
    }

    /**
     * Runs the program to its end, which must be a good one: Python's {@code subprocess.check_output} with
     * {@code text=True}. For bytes: {@code stdout(PIPE).check().run().stdoutBytes()}.
     *
     * @return what it wrote to its standard output
     * @throws CalledProcessError if the return code is not 0; it has the output
     * @throws IOException as for {@link #run}
     * @throws InterruptedException as for {@link #run}
     */
    public String checkOutput() throws IOException, InterruptedException {
        if (stdout != null && stdout != Redirect.PIPE) {
            throw new IllegalArgumentException("checkOutput() and stdout contradict each other");
        }
        return run(Redirect.PIPE).checkReturnCode().stdout();
    }

    /**
     * Starts the program: Python's {@code Popen(...)}.
     *
     * @return the program as it runs
     * @throws IOException as for {@link #run}
     * @throws IllegalArgumentException if options contradict each other, or belong to {@link #run}: input, timeout and
     *     check
     */
    public Popen start() throws IOException {
        checkNoRunOptions();
        return start(plan(), false);
    }

    private Popen start(Plan plan, boolean collects) throws IOException {
        ProcessBuilder builder = builder(plan);
        try {
            return new Popen(builder, null, plan, collects);
        } catch (IOException e) {
            throw Platform.startFailure(args.getFirst(), e);
        }
    }

    /** Options that have no meaning for a program that is only started are errors. */
    void checkNoRunOptions() {
        if (inputBytes != null || inputText != null || timeout != null || check) {
            throw new IllegalArgumentException(
                    "input, timeout and check belong to run(); a started program takes them with communicate()");
        }
    }

    Redirect stdin() {
        return stdin;
    }

    Redirect stdout() {
        return captureOutput ? Redirect.PIPE : stdout;
    }

    Plan plan() {
        return plan(stdin, stdout());
    }

    private Plan plan(Redirect in, Redirect out) {
        if (captureOutput && (stdout != null || stderr != null)) {
            throw new IllegalArgumentException("captureOutput contradicts stdout and stderr");
        }
        Redirect err = captureOutput ? Redirect.PIPE : stderr;
        return new Plan(args, orInherit(in), orInherit(out), orInherit(err), charset);
    }

    private static Redirect orInherit(Redirect redirect) {
        return redirect == null ? Redirect.INHERIT : redirect;
    }

    ProcessBuilder builder(Plan plan) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(args))
                .redirectInput(plan.stdin().forInput())
                .redirectOutput(plan.stdout().forOutput());
        if (plan.stderr() == Redirect.STDOUT) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(plan.stderr().forOutput());
        }
        if (env != null) {
            builder.environment().clear();
            builder.environment().putAll(env);
        }
        builder.environment().putAll(addedEnv);
        if (cwd != null) {
            checkFolder(cwd);
            builder.directory(cwd.toFile());
        }
        builder.command().set(0, SearchPath.find(args.getFirst(), builder.environment(), cwd));
        return builder;
    }

    /** Otherwise the message would be that there is no such program. */
    private static void checkFolder(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "no such folder to work in");
        }
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
    }

    @Override
    public String toString() {
        return "Command " + args;
    }
}
