package io.github.procession.subprocess;

import io.github.procession.ipc.sync.Deadline;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The pipes of one program and the threads that copy from and to them: those to streams of the user from the start,
 * those that collect from the first {@code communicate} on.
 */
final class Streams {
    private final Process process;
    private final Command.Plan plan;
    private final List<Pump> outputs = new ArrayList<>();
    private final List<Pump> sinks;
    private Pump input;
    private ByteArrayOutputStream out;
    private ByteArrayOutputStream err;
    private boolean communicating;
    private boolean collecting;

    /**
     * Starts a program.
     *
     * @param builder what starts the program; null if a started one is given
     * @param started the program when there is no builder
     * @param collects whether all that it writes to its pipes is collected from the start
     */
    Streams(ProcessBuilder builder, Process started, Command.Plan plan, boolean collects) throws IOException {
        this.plan = plan;
        if (collects) {
            makeCollectors();
        }
        OutputStream outSink = sink(plan.stdout(), out);
        OutputStream errSink = sink(plan.stderr(), err);
        if (builder == null) {
            process = started;
        } else if (outSink == null && errSink == null) {
            process = builder.start();
        } else {
            ReopenedPipe outPipe = outSink == null ? null : ReopenedPipe.take();
            ReopenedPipe errPipe = errSink == null ? null : ReopenedPipe.take();
            process = start(builder, outPipe, errPipe);
            if (outPipe != null) {
                outputs.add(Pump.output(name("stdout"), outPipe.reader(), outSink));
                outSink = null;
            }
            if (errPipe != null) {
                outputs.add(Pump.output(name("stderr"), errPipe.reader(), errSink));
                errSink = null;
            }
        }
        if (outSink != null) {
            outputs.add(Pump.output(name("stdout"), process.getInputStream(), outSink));
        }
        if (errSink != null) {
            outputs.add(Pump.output(name("stderr"), process.getErrorStream(), errSink));
        }
        if (plan.stdin().kind() == Redirect.Kind.SOURCE) {
            input = Pump.input(name("stdin"), plan.stdin().source(), process.getOutputStream());
        }
        sinks = collects ? List.of() : List.copyOf(outputs);
    }

    private static Process start(ProcessBuilder builder, ReopenedPipe out, ReopenedPipe err) throws IOException {
        if (out != null) {
            builder.redirectOutput(out.target());
        }
        if (err != null) {
            builder.redirectError(err.target());
        }
        Process process = null;
        try {
            process = builder.start();
            return process;
        } finally {
            end(out, process != null);
            end(err, process != null);
        }
    }

    private static void end(ReopenedPipe pipe, boolean started) throws IOException {
        if (pipe != null && started) {
            pipe.started();
        } else if (pipe != null) {
            pipe.discard();
        }
    }

    private static OutputStream sink(Redirect redirect, OutputStream collector) {
        return redirect.kind() == Redirect.Kind.SINK ? redirect.sink() : collector;
    }

    private void makeCollectors() {
        collecting = true;
        // all methods of the class are synchronized: it can be looked at meanwhile
        out = plan.stdout().kind() == Redirect.Kind.PIPE ? new ByteArrayOutputStream() : null;
        err = plan.stderr().kind() == Redirect.Kind.PIPE ? new ByteArrayOutputStream() : null;
    }

    private String name(String stream) {
        return stream + " of " + plan.args().getFirst();
    }

    Process process() {
        return process;
    }

    /** Begins to feed and to collect, the first time; null means no input. */
    synchronized void communicate(byte[] bytes) {
        if (communicating) {
            if (bytes != null) {
                throw new IllegalStateException("the input was given with the first communicate()");
            }
            return;
        }
        if (bytes != null && plan.stdin().kind() != Redirect.Kind.PIPE) {
            throw new IllegalStateException("there is input, but stdin is no pipe: use stdin(Subprocess.PIPE)");
        }
        communicating = true;
        if (plan.stdin().kind() == Redirect.Kind.PIPE) {
            InputStream source = bytes == null ? InputStream.nullInputStream() : new ByteArrayInputStream(bytes);
            input = Pump.input(name("stdin"), source, process.getOutputStream());
        }
        if (collecting) {
            return;
        }
        makeCollectors();
        if (out != null) {
            outputs.add(Pump.output(name("stdout"), process.getInputStream(), out));
        }
        if (err != null) {
            outputs.add(Pump.output(name("stderr"), process.getErrorStream(), err));
        }
    }

    private synchronized List<Pump> outputs() {
        return List.copyOf(outputs);
    }

    /** Waits for the end of all output and of the program, or for a failure; false if that was not in time. */
    boolean await(Deadline deadline) throws InterruptedException {
        for (Pump output : outputs()) {
            if (!output.await(deadline.left())) {
                return false;
            }
            if (output.hasFailed()) {
                return true; // a program whose output is not read may never end
            }
        }
        if (deadline.isForever()) {
            process.waitFor();
            return true;
        }
        return process.waitFor(deadline.left(), TimeUnit.NANOSECONDS);
    }

    /** Throws if a thread that copies has failed. */
    synchronized void check() throws IOException {
        for (Pump output : outputs) {
            output.check();
        }
        if (input != null) {
            input.check();
        }
    }

    /** Output collected until now. */
    synchronized Output collected() {
        Charset charset = plan.charset();
        return new Output(
                out == null ? null : out.toByteArray(), err == null ? null : err.toByteArray(), charset.name());
    }

    /** Closes the pipes that the user has, and waits for what is copied to streams of the user's. */
    void close() throws IOException, InterruptedException {
        boolean fed;
        synchronized (this) {
            fed = input != null; // its thread closes the pipe, and holds it while the program does not read
        }
        if (plan.stdin().kind() == Redirect.Kind.PIPE && !fed) {
            Pump.closeIgnoringReader(process.getOutputStream());
        }
        try {
            if (plan.stdout().kind() == Redirect.Kind.PIPE) {
                process.getInputStream().close();
            }
        } finally {
            if (plan.stderr().kind() == Redirect.Kind.PIPE) {
                process.getErrorStream().close();
            }
        }
        for (Pump sink : sinks) {
            sink.await(Long.MAX_VALUE);
        }
    }
}
