package io.github.procession.subprocess;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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

    Streams(Process process, Command.Plan plan) {
        this.process = process;
        this.plan = plan;
        if (plan.stdin().kind() == Redirect.Kind.SOURCE) {
            input = Pump.input(name("stdin"), plan.stdin().source(), process.getOutputStream());
        }
        if (plan.stdout().kind() == Redirect.Kind.SINK) {
            outputs.add(Pump.output(
                    name("stdout"), process.getInputStream(), plan.stdout().sink()));
        }
        if (plan.stderr().kind() == Redirect.Kind.SINK) {
            outputs.add(Pump.output(
                    name("stderr"), process.getErrorStream(), plan.stderr().sink()));
        }
        sinks = List.copyOf(outputs);
    }

    private String name(String stream) {
        return stream + " of " + plan.args().getFirst() + " (" + process.pid() + ")";
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
        if (plan.stdout().kind() == Redirect.Kind.PIPE) {
            out = new ByteArrayOutputStream(); // all its methods are synchronized: it can be looked at meanwhile
            outputs.add(Pump.output(name("stdout"), process.getInputStream(), out));
        }
        if (plan.stderr().kind() == Redirect.Kind.PIPE) {
            err = new ByteArrayOutputStream();
            outputs.add(Pump.output(name("stderr"), process.getErrorStream(), err));
        }
    }

    private synchronized List<Pump> outputs() {
        return List.copyOf(outputs);
    }

    /** Waits for the end of all output and of the program, or for a failure; false if that was not in time. */
    boolean await(long nanos) throws InterruptedException {
        boolean forever = nanos == Long.MAX_VALUE;
        long deadline = System.nanoTime() + nanos;
        for (Pump output : outputs()) {
            if (!output.await(forever ? nanos : deadline - System.nanoTime())) {
                return false;
            }
            if (output.hasFailed()) {
                return true; // a program that nobody listens to may never end
            }
        }
        if (forever) {
            process.waitFor();
            return true;
        }
        return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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

    /** What has been collected until now. */
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
