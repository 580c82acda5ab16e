package io.github.procession.internal.pool;

import io.github.procession.function.Function1;
import io.github.procession.internal.call.CallForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A job that keeps account of what becomes of its tasks. The input of a task is its number among all tasks. */
final class FakeJob extends PoolJob {
    /** What has become of a task so far. */
    static final class Account {
        final int number;
        final int retries;
        int starts;
        int deaths;
        String outcome;

        /** Whether its function does not return by itself. */
        boolean endless;

        /** Whether it goes on when it is interrupted. */
        boolean deaf;

        /** Whether its function returns only when it is interrupted, or its job is cancelled without an interrupt. */
        boolean untilCancelled;

        /** Whether its function returns when all other tasks have ended, and not before. */
        boolean last;

        /** Whether its job was cancelled before a worker began it. */
        boolean takenBack;

        Account(int number, int retries) {
            this.number = number;
            this.retries = retries;
        }
    }

    private final FakeWorld world;
    private final boolean single;
    private final List<Account> accounts = new ArrayList<>();
    /** The next inputs of the job come. */
    final FakeWorld.Action feeding;

    /** A user cancels the job. */
    final FakeWorld.Action cancelling;

    /** A user cancels the job at the end, since a task of it returns no sooner. */
    final FakeWorld.Action ending;

    private int made;

    /** Index of a task whose input cannot be sent; -1 for none. */
    private final int unsendable;

    /** Tasks that are there to be made; the others come later. */
    private int fed;

    /** Whether the engine is to be told that there are tasks, for which it had no memory before. */
    private boolean isUntold;

    /** Whether a call of cancel has returned true. */
    boolean wasCancelled;

    String abandoned;

    FakeJob(FakeWorld world, PoolFunction function, TaskLimits limits, int tasks, int fed) {
        super(function, limits);
        this.world = world;
        this.single = tasks == 1;
        this.fed = fed;
        for (int i = 0; i < tasks; i++) {
            accounts.add(world.newAccount(limits.retries()));
        }
        unsendable =
                !world.isCalm() && world.choices().oneIn(6) ? world.choices().draw(tasks) : -1;
        if (!world.isCalm()) {
            makeOneOdd(limits, accounts.get(world.choices().draw(tasks)));
        }
        feeding = new FakeWorld.Action(this, "gets input", this::feed);
        cancelling = new FakeWorld.Action(
                this, "is cancelled", () -> cancel(world.choices().draw(2) == 0));
        ending = new FakeWorld.Action(this, "is cancelled at the end", () -> cancel(true));
    }

    private void makeOneOdd(TaskLimits limits, Account odd) {
        if (limits.timeout() != null) {
            odd.endless = world.choices().oneIn(2);
            odd.deaf = limits.grace() != null && world.choices().oneIn(2);
        } else if (world.isUntilCancelled() || world.choices().oneIn(6)) {
            odd.untilCancelled = true;
            odd.deaf = limits.grace() != null && world.choices().oneIn(2);
        } else {
            odd.last = world.choices().oneIn(2) && world.mayHaveLast();
        }
    }

    static PoolFunction lasting() {
        return PoolFunction.forMany(FUNCTION, CallForm.EACH);
    }

    private static final Function1<Integer, Integer> FUNCTION = x -> x;

    static PoolFunction fleeting(Integer captured) {
        Function1<Integer, Integer> function = x -> x + captured;
        return PoolFunction.forMany(function, CallForm.EACH);
    }

    /** Lets no schedule depend on those before it: how long a function's objects take to be coded is kept for the JVM. */
    static void forgetSpeeds() {
        forget(LASTING.speed());
        forget(FLEETING.speed());
    }

    private static void forget(CodingSpeed speed) {
        speed.decoded(Long.MAX_VALUE);
        speed.encoded(0);
    }

    private static final PoolFunction LASTING = lasting();
    private static final PoolFunction FLEETING = fleeting(0);

    boolean mayFeed() {
        return fed < accounts.size() || isUntold;
    }

    private void feed() {
        fed += isUntold ? 0 : 1;
        isUntold = true;
        world.engine().resume(this, false);
        isUntold = false;
    }

    /** Whether a task of it returns no sooner than it is cancelled. */
    boolean isToBeCancelled() {
        return !wasCancelled && abandoned == null && accounts.stream().anyMatch(each -> each.untilCancelled);
    }

    private void cancel(boolean mayInterrupt) {
        boolean isAlone = world.isQuiet();
        boolean runs = accounts.stream().anyMatch(world::runs);
        if (isAlone && !wasCancelled && world.engine().runsTasks()) {
            boolean awaited = accounts.stream().anyMatch(each -> each.outcome == null && world.runs(each));
            world.require(!awaited || world.engine().hasBegun(this), this + " runs and is said not to have begun");
            world.require(
                    !world.engine().hasBegun(this) || accounts.stream().anyMatch(each -> each.starts > 0),
                    this + " is said to have begun and was not started");
        }
        int starts = starts();
        boolean cancels = world.engine().cancel(this, mayInterrupt);
        boolean isFirst = !wasCancelled; // another user may have come between
        wasCancelled |= cancels;
        if (cancels && !mayInterrupt) {
            accounts.forEach(each -> each.untilCancelled = false);
        }
        if (cancels && isAlone && isFirst) {
            boolean refuses = single && !mayInterrupt && runs && starts == starts();
            world.require(!refuses, this + " runs, may not be interrupted and was cancelled");
            accounts.forEach(each -> each.takenBack = !world.runs(each));
        }
    }

    void cancelUnlessItRuns() {
        if (!wasCancelled) {
            cancel(false);
        }
    }

    private int starts() {
        return accounts.stream().mapToInt(each -> each.starts).sum();
    }

    /** Whether none of its tasks is waited for any more. */
    boolean isOver() {
        return wasCancelled
                || abandoned != null
                || accounts.stream().allMatch(each -> each.last || each.untilCancelled || each.outcome != null);
    }

    @Override
    protected PoolTask next() {
        if (made == fed) {
            return null;
        }
        Object input = made == unsendable ? Thread.currentThread() : accounts.get(made).number;
        Object[] inputs = {input};
        PoolTask task = new PoolTask(this, made, inputs);
        FakeWorld.takeMemory();
        made++;
        return task;
    }

    @Override
    protected boolean isExhausted() {
        return made == accounts.size();
    }

    @Override
    protected boolean isSingle() {
        return single;
    }

    @Override
    protected String nameOfInput(PoolTask task, int index) {
        return "input";
    }

    @Override
    protected void succeeded(PoolTask task, Object[] values) {
        Account account = accounts.get((int) task.index());
        world.require(Arrays.equals(values, task.inputs()), "task " + account.number + " got the result of another");
        world.require(account.starts > 0, "task " + account.number + " has a result and was not run");
        end(account, "result");
    }

    @Override
    protected void failed(PoolTask task, Throwable reason, String place) {
        Account account = accounts.get((int) task.index());
        if (reason instanceof FakeWorld.Lost) {
            world.require(
                    account.deaths > limits.retries() || world.isStopped() || world.lackedMemory(),
                    "task " + account.number + " is said to be lost too early");
        }
        end(account, reason.getMessage());
    }

    private void end(Account account, String outcome) {
        world.require(
                account.outcome == null,
                "task " + account.number + " ended twice: " + account.outcome + ", then " + outcome);
        account.outcome = outcome;
        world.preempt();
    }

    @Override
    protected void abandon(RuntimeException reason) {
        abandoned = reason.getMessage();
        world.preempt();
    }

    @Override
    public String toString() {
        return "job " + accounts.getFirst().number + "-" + accounts.getLast().number;
    }

    /** At the end of the pool: whatever was not cancelled has ended. */
    void check() {
        if (wasCancelled || abandoned != null) {
            return;
        }
        for (Account account : accounts) {
            world.require(
                    account.outcome != null,
                    "task " + account.number + " of " + this + " is pending for ever, started " + account.starts
                            + " times, " + made + " of " + fed + " made, under way " + underWay);
        }
    }
}
