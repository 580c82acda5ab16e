package io.github.procession.internal.pool;

import io.github.procession.internal.pool.FakeWorld.Action;
import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.transport.EncodedMessage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A worker that is no process: it does what {@link WorkerProtocol} asks of one, a step at a time, and dies when told. */
final class FakeWorker implements WorkerProcess, WorkerLink {
    private static final int SIGKILL = 9;
    private static final int MOST_WAITS = 50;

    private record Sent(long number, Object[] record) {}

    private final class Reply implements EncodedMessage {
        private final Object value;
        private final boolean plain;
        private boolean isOver;

        Reply(Object value, boolean plain) {
            this.value = value;
            this.plain = plain;
        }

        @Override
        public boolean isPlain() {
            return plain;
        }

        @Override
        public boolean isInt() {
            return value instanceof Integer;
        }

        @Override
        public Object value() {
            end();
            return value;
        }

        @Override
        public void discard() {
            end();
        }

        private void end() {
            world.require(!isOver, "a message of " + name + " is decoded or dropped twice");
            isOver = true;
            openReplies--;
        }
    }

    private final FakeWorld world;
    private final String name;
    private final long pid;

    /** Number of records that the line holds. */
    private final int room;

    private final Deque<Sent> ring = new ArrayDeque<>();
    private final Deque<EncodedMessage> replies = new ArrayDeque<>();
    private final Set<Integer> functions = new HashSet<>();

    /** Replies that the engine has taken, and neither decoded nor dropped. */
    private int openReplies;

    private final Action exiting = action("exits", () -> end(0));
    private final Action becomingReady = action("is ready", this::becomeReady);
    private final Action failingInitializer = action("fails its initializer", this::failInitializer);
    private final Action calling = action("calls the function", this::call);
    private final Action stopping = action("has a failure, as it is interrupted", () -> finish(true));
    private final Action succeeding = action("has a result", () -> finish(false));
    private final Action failing = action("has a failure", () -> finish(true));
    private final Action claiming = action("claims the next record", this::claimNext);
    private final Action dyingAsWanted = action("dies as the engine wanted", () -> end(-SIGKILL));
    private final Action dying = action("dies", () -> end(-SIGKILL));
    private final Action retiring = action("retires", this::retire);

    /** The engine is told of the end of the worker. */
    final Action tellingEnd = action("is seen to have ended", this::tellEnd);

    private Action receiving;
    private long sent;
    private long claims;
    private Sent running;
    private long runsSince;
    private int starts;
    private boolean ready;
    private boolean leaving;
    private boolean closedByPool;
    private boolean killed;

    /** Number of the record whose task is to be interrupted. */
    private long stopped;

    /** Whether the task that runs was interrupted. */
    private boolean interrupted;

    private boolean dead;
    private int exitCode;
    private Runnable onEnd;
    private boolean endIsTold;
    private boolean isCleanedUp;

    FakeWorker(FakeWorld world, String name, long pid, int room) {
        this.world = world;
        this.name = name;
        this.pid = pid;
        this.room = room;
    }

    private Action action(String what, Runnable body) {
        return new Action(this, what, body);
    }

    /** The leader takes what the worker has sent. */
    Action receiving(WorkerHandle handle) {
        if (receiving == null) {
            receiving = world.leading("receives from " + name, () -> world.receive(handle));
        }
        return receiving;
    }

    /** At the end of the pool: nothing of the worker is left. */
    void check() {
        world.require(dead, name + " is alive after the end of the pool");
        world.require(!hasNews(), "the end of " + name + " was not seen before the end of the pool");
        world.require(closedByPool, "the line to " + name + " is not closed at the end of the pool");
        world.require(isCleanedUp, name + " has left something behind");
        world.require(openReplies == 0, openReplies + " messages of " + name + " were neither decoded nor dropped");
    }

    /** At the end of a pool that had no memory for its end: the worker does not go on for ever. */
    void checkIsWorthless() {
        world.require(dead || killed || closedByPool, name + " goes on after the end of the pool");
    }

    /** What it can do next. */
    void addActions(List<Action> actions) {
        if (dead) {
            return;
        }
        if (leaving || closedByPool && ring.isEmpty() && running == null) {
            actions.add(exiting);
        } else if (!ready) {
            actions.add(becomingReady);
            if (!world.isCalm() && world.choices().offers(6)) {
                actions.add(failingInitializer);
            }
        } else if (running != null) {
            if (runsSince == 0) {
                actions.add(calling);
            }
            addEnds(actions, world.account((Integer) running.record[WorkerProtocol.FIRST_INPUT]));
        } else if (!ring.isEmpty()) {
            actions.add(claiming);
        }
        if (killed) {
            actions.add(dyingAsWanted);
        } else if (!world.isCalm() && world.choices().offers(8)) {
            actions.add(dying);
            if (ready && running == null && !leaving) {
                actions.add(retiring);
            }
        }
    }

    private void addEnds(List<Action> actions, FakeJob.Account task) {
        boolean returns = !task.endless && !task.untilCancelled && (!task.last || world.allOthersHaveEnded());
        if (returns) {
            actions.add(succeeding);
        }
        if (returns && !world.isCalm()) {
            actions.add(failing);
        }
        if (!returns && interrupted && !task.deaf) {
            actions.add(stopping);
        }
    }

    /** Whether it runs a task. */
    boolean runs(FakeJob.Account task) {
        return !dead && running != null && running.record[WorkerProtocol.FIRST_INPUT].equals(task.number);
    }

    private void becomeReady() {
        ready = true;
        reply(WorkerProtocol.READY);
    }

    private void failInitializer() {
        reply(new FakeWorld.Quick("the initializer fails", null));
        leaving = true;
    }

    private void call() {
        runsSince = world.currentTimeMillis();
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
        world.require(
                !account.takenBack || world.lackedThread(),
                "task " + account.number + " begins though its job was cancelled before");
        account.starts++;
        interrupted = stopped == next.number;
    }

    private void finish(boolean failing) {
        if (failing) {
            reply(WorkerProtocol.FAILED);
            reply(new FakeWorld.Quick("the task fails", null));
            if (running.record[WorkerProtocol.FUNCTION_BYTES] != null
                    && world.choices().oneIn(2)) {
                functions.remove((Integer) running.record[WorkerProtocol.FUNCTION_ID]); // the record was not understood
            }
        } else {
            reply(new Object[] {running.record[WorkerProtocol.FIRST_INPUT]});
        }
        running = null;
        runsSince = 0;
        leaving |= closedByPool;
    }

    private void reply(Object value) {
        replies.add(new Reply(value, value instanceof Integer || world.choices().draw(2) == 0));
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

    private void tellEnd() {
        endIsTold = true;
        try {
            onEnd.run();
        } catch (OutOfMemoryError e) { // it is told again
            endIsTold = false;
            throw e;
        }
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
        if (running != null && !killed) {
            world.require(
                    world.mayKill(this, running.number), name + " is killed in the middle of a task that goes on");
        }
        world.require(
                killed || !world.hasTasksBehind(this), name + " is killed, and has tasks that could be taken back");
        killed = true;
    }

    @Override
    public void terminate() {
        world.require(world.isStopped(), name + " is told to end, which only the user of a pool does");
        killed = true;
    }

    @Override
    public void interrupt() {
        if (running != null && running.number == stopped) {
            world.require(world.mayKill(this, running.number), name + " is interrupted in a task that goes on");
            interrupted = true;
        }
    }

    @Override
    public int exitCode() {
        return exitCode;
    }

    @Override
    public String stderrTail() {
        return "";
    }

    @Override
    public String errorReport() {
        return "";
    }

    @Override
    public void cleanUp() {
        isCleanedUp = true;
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
        world.require(world.has(this), "tasks are numbered for " + name + " after the engine has seen its end");
        world.preempt();
        int count = 0;
        for (Message message : messages) {
            if (ring.size() == room) {
                break;
            }
            put(message);
            count++;
        }
        world.preempt();
        return count;
    }

    /**
     * In place of waiting for room it lets others go on until there is. A task that keeps its worker for long would keep
     * this thread, which others need: then there is room all the same.
     */
    @Override
    public void send(Message message) throws IOException {
        for (int waits = 0; !dead && !closedByPool && ring.size() == room && waits < MOST_WAITS; waits++) {
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
        for (int left = 1 + world.choices().draw(Math.min(most, replies.size() + 1)); left > 0; left--) {
            EncodedMessage reply = replies.poll();
            if (reply == null) {
                return;
            }
            openReplies++;
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
    public void setStopped(long number) {
        stopped = number;
    }
}
