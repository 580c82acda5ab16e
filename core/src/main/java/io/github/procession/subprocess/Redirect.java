package io.github.procession.subprocess;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Source of a program's standard input, or destination of its standard output or error. Besides the values that
 * {@code Popen} takes in Python there are Java's streams, which threads of this JVM copy from and to.
 */
public final class Redirect {
    /** Kind of the redirect, which says what {@link #target} is. */
    enum Kind {
        INHERIT,
        PIPE,
        DEVNULL,
        STDOUT,
        READ,
        WRITE,
        APPEND,
        SOURCE,
        SINK
    }

    /** The stream of this JVM itself, which is the default: Python's {@code None}. */
    static final Redirect INHERIT = new Redirect(Kind.INHERIT, null);

    static final Redirect PIPE = new Redirect(Kind.PIPE, null);
    static final Redirect DEVNULL = new Redirect(Kind.DEVNULL, null);
    static final Redirect STDOUT = new Redirect(Kind.STDOUT, null);

    private final Kind kind;
    private final Object target;

    private Redirect(Kind kind, Object target) {
        this.kind = kind;
        this.target = target;
    }

    /**
     * Input from a file.
     *
     * @param file is read
     * @return for {@link Command#stdin}
     */
    public static Redirect from(Path file) {
        return new Redirect(Kind.READ, Objects.requireNonNull(file, "file"));
    }

    /**
     * Input from a stream: a thread copies it, from the start of the program until the stream ends, or until the program
     * has ended and the thread notices that with what it reads next. The stream is not closed, and may have been read
     * farther than the program did.
     *
     * @param source is read, once
     * @return for {@link Command#stdin}
     */
    public static Redirect from(InputStream source) {
        return new Redirect(Kind.SOURCE, Objects.requireNonNull(source, "source"));
    }

    /**
     * Output to a file, whose content it replaces.
     *
     * @param file is written
     * @return for {@link Command#stdout} and {@link Command#stderr}
     */
    public static Redirect to(Path file) {
        return new Redirect(Kind.WRITE, Objects.requireNonNull(file, "file"));
    }

    /**
     * Output to the end of a file.
     *
     * @param file is written
     * @return for {@link Command#stdout} and {@link Command#stderr}
     */
    public static Redirect appendTo(Path file) {
        return new Redirect(Kind.APPEND, Objects.requireNonNull(file, "file"));
    }

    /**
     * Output to a stream: a thread copies it, from the start of the program to its end. The stream is flushed then, and
     * not closed. {@link Popen#communicate()} and {@link Command#run} return after all has been copied.
     *
     * @param sink is written; the one for stdout and the one for stderr may be the same only if it is thread-safe
     * @return for {@link Command#stdout} and {@link Command#stderr}
     */
    public static Redirect to(OutputStream sink) {
        return new Redirect(Kind.SINK, Objects.requireNonNull(sink, "sink"));
    }

    Kind kind() {
        return kind;
    }

    InputStream source() {
        return (InputStream) target;
    }

    OutputStream sink() {
        return (OutputStream) target;
    }

    /** Whether the program's end of the stream is a pipe to this JVM. */
    boolean isPipe() {
        return kind == Kind.PIPE || kind == Kind.SOURCE || kind == Kind.SINK;
    }

    ProcessBuilder.Redirect forInput() {
        return switch (kind) {
            case INHERIT -> ProcessBuilder.Redirect.INHERIT;
            case PIPE, SOURCE -> ProcessBuilder.Redirect.PIPE;
            case DEVNULL -> ProcessBuilder.Redirect.from(Platform.DEVNULL.toFile());
            case READ -> ProcessBuilder.Redirect.from(((Path) target).toFile());
            case STDOUT, WRITE, APPEND, SINK -> throw new IllegalArgumentException(this + " is no input");
        };
    }

    ProcessBuilder.Redirect forOutput() {
        return switch (kind) {
            case INHERIT -> ProcessBuilder.Redirect.INHERIT;
            case PIPE, SINK -> ProcessBuilder.Redirect.PIPE;
            case DEVNULL -> ProcessBuilder.Redirect.DISCARD;
            case WRITE -> ProcessBuilder.Redirect.to(((Path) target).toFile());
            case APPEND -> ProcessBuilder.Redirect.appendTo(((Path) target).toFile());
            case STDOUT -> throw new IllegalArgumentException("STDOUT is for stderr only");
            case READ, SOURCE -> throw new IllegalArgumentException(this + " is no output");
        };
    }

    @Override
    public String toString() {
        return target == null ? kind.name() : kind + " " + target;
    }
}
