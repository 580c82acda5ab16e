package io.github.procession.multiprocessing;

import io.github.procession.internal.call.BoundArguments;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;

/**
 * The target of a process that is still to be created, with its arguments by position and by name, and what else a
 * process has; {@code Process.target} begins it.
 *
 * <pre>{@code
 * var process = Process.target(Tour::download).args("b.avi").kwargs(Map.of("seconds", 7)).daemon(true).build();
 * }</pre>
 */
@NullUnmarked // arguments and results of functions may be null or not, as their types say
public final class ProcessTarget {
    private final BoundArguments call;
    private String name;
    private Boolean daemon;
    private String[] jvmOptions = {};

    ProcessTarget(Serializable target, int arity) {
        call = new BoundArguments(target, arity);
    }

    /**
     * Gives arguments by position.
     *
     * @param args the first arguments, or all of them
     * @return this
     */
    public ProcessTarget args(Object... args) {
        call.args(args);
        return this;
    }

    /**
     * Gives arguments by the names of the target's parameters. The names are known of programs that {@code java File.java}
     * runs, and of classes compiled with {@code javac -parameters} or {@code javac -g}; build tools set one of these.
     *
     * @param kwargs values by name
     * @return this
     */
    public ProcessTarget kwargs(Map<String, ?> kwargs) {
        call.kwargs(kwargs);
        return this;
    }

    /**
     * Gives a name.
     *
     * @param name the name
     * @return this
     */
    public ProcessTarget name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets whether the process is a daemon; inherited from the current process otherwise.
     *
     * @param daemon the flag
     * @return this
     */
    public ProcessTarget daemon(boolean daemon) {
        this.daemon = daemon;
        return this;
    }

    /**
     * Gives options for the child's JVM, as {@link Process#setJvmOptions} does.
     *
     * @param options the options, one each
     * @return this
     */
    public ProcessTarget jvmOptions(String... options) {
        jvmOptions = options.clone();
        return this;
    }

    /**
     * Creates the process, not started.
     *
     * @return the process
     * @throws IllegalArgumentException when the arguments do not fit the target's parameters
     */
    public Process build() {
        Process process = new Process(call.function(), call.inOrder());
        if (name != null) {
            process.setName(name);
        }
        if (daemon != null) {
            process.setDaemon(daemon);
        }
        process.setJvmOptions(jvmOptions);
        return process;
    }
}
