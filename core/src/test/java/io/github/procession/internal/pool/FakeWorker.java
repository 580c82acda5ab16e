package io.github.procession.internal.pool;

import io.github.procession.internal.pool.FakeWorld.Action;
import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.transport.EncodedMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A worker that is no process: it does what {@link WorkerProtocol} asks of one, a step at a time, and dies when told. */
final class FakeWorker implements WorkerProcess, WorkerLink {
    private static final int ROOM = 3;
    private static final int SIGKILL = 9;
    private static final Path NO_REPORT = Path.of("/proc/self/no-report");

    private record Sent(long number, Object[] record) {}

    private record Reply(Object value, boolean isPlain) implements EncodedMessage {
        @Override
        public boolean isInt() {
            return value instanceof Integer;
        }

        @Override
        public void discard() {}
    }

    private final FakeWorld world;
    private final String name;
    private final long pid;
    private final Deque<Sent> ring = new ArrayDeque<>();
    private final Deque<EncodedMessage> replies = new ArrayDeque<>();
    private final Set<Integer> functions = new HashSet<>();
    private long sent;
    private long claims;
    private Sent running;
    private long runsSince;
    private int starts;
    private boolean ready;
    private boolean leaving;
    private boolean closedByPool;
    private boolean killed;
    private boolean dead;
    private int exitCode;
    private Runnable onEnd;
    private boolean endIsTold;

    FakeWorker(FakeWorld world, String name, long pid) {
        this.world = world;
        this.name = name;
        this.pid = pid;
    }

    /** What it can do next. */
    void addActions(List<Action> actions) {
        if (dead) {
            return;
        }
        if (leaving || closedByPool && ring.isEmpty() && running == null) {
            actions.add(new Action(name + " exits", () -> end(0)));
        } else if (!ready) {
            actions.add(new Action(name + " is ready", this::becomeReady));
            if (!world.isCalm()) {
                actions.add(new Action(name + " fails its initializer", this::failInitializer));
            }
        } else if (running != null) {
            if (runsSince == 0) {
                actions.add(new Action(name + " calls the function", () -> runsSince = world.currentTimeMillis()));
            }
            actions.add(new Action(name + " has a result", () -> finish(false)));
            if (!world.isCalm()) {
                actions.add(new Action(name + " has a failure", () -> finish(true)));
            }
        } else if (!ring.isEmpty()) {
            actions.add(new Action(name + " claims the next of " + ring.size(), this::claimNext));
        }
        if (killed) {
            actions.add(new Action(name + " dies as the engine wanted", () -> end(-SIGKILL)));
        } else if (!world.isCalm()) {
            actions.add(new Action(name + " dies", () -> end(-SIGKILL)));
            if (ready && running == null && !leaving) {
                actions.add(new Action(name + " retires", this::retire));
            }
        }
    }

    private void becomeReady() {
        ready = true;
        reply(WorkerProtocol.READY);
    }

    private void failInitializer() {
        reply(new IllegalStateException("the initializer fails"));
        leaving = true;
    }

    private void retire() {
        reply(WorkerProtocol.RETIRING);
        leaving = true;
    }

    private void claimNext() {
        Sent next = ring.remove();
        if (claims >= next.number) {
            return; // the pool has taken it back
        }
        claims = next.number;
        running = next;
        Object[] record = next.record;
        if (record[WorkerProtocol.FORGET] != null) {
            for (int id : (int[]) record[WorkerProtocol.FORGET]) {
                functions.remove(id);
            }
        }
        Integer function = (Integer) record[WorkerProtocol.FUNCTION_ID];
        if (record[WorkerProtocol.FUNCTION_BYTES] != null) {
            functions.add(function);
        }
        world.require(functions.contains(function), name + " does not have the function of its task");
        world.require(world.maxTasks() == 0 || ++starts <= world.maxTasks(), name + " got more tasks than it may run");
        FakeJob.Account account = world.account((Integer) record[WorkerProtocol.FIRST_INPUT]);
        world.require(account.starts == account.deaths, "task " + account.number + " runs a second time");
        world.require(account.starts <= account.retries, "task " + account.number + " runs again, which it may not");
        account.starts++;
    }

    private void finish(boolean failing) {
        if (failing) {
            reply(WorkerProtocol.FAILED);
            reply(new IllegalArgumentException("the task fails"));
        } else {
            reply(new Object[] {running.record[WorkerProtocol.FIRST_INPUT]});
        }
        running = null;
        runsSince = 0;
        leaving |= closedByPool;
    }

    private void reply(Object value) {
        replies.add(new Reply(value, value instanceof Integer || world.choices().pick(2) == 0));
    }

    private void end(int code) {
        dead = true;
        exitCode = code;
        if (running != null) {
            world.account((Integer) running.record[WorkerProtocol.FIRST_INPUT]).deaths++;
            running = null;
        }
    }

    /** Whether the engine is to hear of its end. */
    boolean hasNews() {
        return dead && !endIsTold && onEnd != null;
    }

    void tellEnd() {
        endIsTold = true;
        onEnd.run();
    }

    @Override
    public String toString() {
        return name;
    }

    // ---- the process

    @Override
    public String name() {
        return name;
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public WorkerLink link() {
        return this;
    }

    @Override
    public void kill() {
        killed = true;
    }

    @Override
    public void interrupt() {}

    @Override
    public int exitCode() {
        return exitCode;
    }

    @Override
    public String stderrTail() {
        return "";
    }

    @Override
    public Path errorReport() {
        return NO_REPORT;
    }

    @Override
    public void onEnd(Runnable action) {
        onEnd = action;
    }

    // ---- the line

    @Override
    public long claimsAddress() {
        return 0;
    }

    @Override
    public int trySend(List<Message> messages) throws IOException {
        world.preempt();
        int count = 0;
        for (Message message : messages) {
            if (ring.size() == ROOM) {
                break;
            }
            put(message);
            count++;
        }
        world.preempt();
        return count;
    }

    /** In place of waiting for room it lets others go on until there is. */
    @Override
    public void send(Message message) throws IOException {
        while (!dead && !closedByPool && ring.size() == ROOM) {
            world.waitFor(this);
        }
        put(message);
    }

    private void put(Message message) throws IOException {
        if (dead || closedByPool) {
            throw new IOException("broken pipe");
        }
        ring.add(new Sent(++sent, (Object[]) Codec.decode(message.toByteArray())));
    }

    @Override
    public boolean hasArrived() {
        return !closedByPool && !replies.isEmpty();
    }

    @Override
    public EventCount beginWait() {
        throw new IllegalStateException("no thread waits here");
    }

    @Override
    public void endWait() {}

    @Override
    public void receive(Collection<? super EncodedMessage> into, int most) throws IOException {
        if (closedByPool) {
            throw new IOException("closed");
        }
        for (int left = 1 + world.choices().pick(Math.min(most, replies.size() + 1)); left > 0; left--) {
            EncodedMessage reply = replies.poll();
            if (reply == null) {
                return;
            }
            into.add(reply);
        }
    }

    @Override
    public void close() {
        closedByPool = true;
    }

    @Override
    public long claimed() {
        world.preempt();
        return claims;
    }

    @Override
    public boolean claim(long expected, long number) {
        world.preempt();
        if (claims != expected) {
            return false;
        }
        claims = number;
        return true;
    }

    @Override
    public long runsSince() {
        return runsSince;
    }

    @Override
    public void setStopped(long number) {}
}
