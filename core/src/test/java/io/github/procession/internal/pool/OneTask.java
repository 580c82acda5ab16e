package io.github.procession.internal.pool;

/** A job of one task; what must not happen to it fails, and tests say what else does. */
abstract class OneTask extends PoolJob {
    private boolean taken;

    OneTask() {
        super(FakeJob.lasting(), new TaskLimits(null, null, 0));
    }

    @Override
    protected PoolTask next() {
        if (taken) {
            return null;
        }
        taken = true;
        return new PoolTask(this, 0, new Object[] {1});
    }

    @Override
    protected boolean isExhausted() {
        return taken;
    }

    @Override
    protected String nameOfInput(PoolTask task, int index) {
        throw new AssertionError("its input can be sent");
    }

    @Override
    protected void succeeded(PoolTask task, Object[] values) {
        throw new AssertionError("it succeeds");
    }

    @Override
    protected void failed(PoolTask task, Throwable reason, String place) {
        throw new AssertionError("it fails", reason);
    }

    @Override
    protected void abandon(RuntimeException reason) {
        throw new AssertionError("it is abandoned", reason);
    }
}
