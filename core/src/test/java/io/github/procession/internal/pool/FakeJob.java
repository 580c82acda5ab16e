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

    private int made;

    /** Tasks that are there to be made; the others come later. */
    private int fed;

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
        feeding = new FakeWorld.Action(this, "gets input", this::feed);
        cancelling = new FakeWorld.Action(this, "is cancelled", this::cancel);
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
        return fed < accounts.size();
    }

    private void feed() {
        fed++;
        world.engine().resume(this, false);
    }

    private void cancel() {
        wasCancelled = world.engine().cancel(this, world.choices().draw(2) == 0);
    }

    @Override
    protected PoolTask next() {
        if (made == fed) {
            return null;
        }
        Object[] inputs = {accounts.get(made).number};
        return new PoolTask(this, made++, inputs);
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
    protected String nameOfInput(int index) {
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
                    account.deaths > limits.retries(), "task " + account.number + " is said to be lost too early");
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
