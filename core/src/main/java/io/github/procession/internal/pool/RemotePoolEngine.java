package io.github.procession.internal.pool;

import io.github.procession.internal.DaemonThreads;
import io.github.procession.ipc.memory.EndOfProgram;
import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.system.ServiceLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Engine of a pool whose workers are on other machines. A thread of it encodes tasks and hands them over, some hundred at once and not more
 * than a window ahead of their outcomes; the thread that brings outcomes tells the jobs. A caller who waits for its result does both for its own
 * job, which spares the change of threads.
 *
 * <p>A task is drawn, encoded and handed over under {@link #sending}, which comes before the lock: whoever has it finds each
 * task either in the queue or at the other side.
 */
// Longer than most: handing over, outcomes and the end change the same counts under one lock.
public final class RemotePoolEngine extends PoolEngine implements RemoteTasks.Results {
    private static final int AT_ONCE = 256;
    private static final int LEAST_WINDOW = 1_024;
    private static final int WINDOW_PER_WORKER = 8;
    private static final long BYTES_AT_ONCE = 1 << 20;
    private static final long BYTES_AHEAD = 64 << 20;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    /** A task on its way. It is made before its task leaves the queue, as there may be no memory for it afterwards. */
    private static final class Sent {
        private PoolTask task;
        private long bytes;
    }

    /** For the end of a pool, at which there may be no memory for a lambda. */
    private static final Consumer<Sent> REPORT = each -> each.task.report();

    private static final Consumer<Helper> END = Helper::end;

    private final RemoteFailures remoteFailures;
    private final int size;
    private final int window;
    private final boolean breaksOnDeath;
    private final RemoteTasks tasks;
    private final ClassLoader contextLoader = Thread.currentThread().getContextClassLoader();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final ReentrantLock sending = new ReentrantLock();

    // all guarded by the lock
    private final Condition changed = lock.newCondition();
    private final Map<Long, Sent> sent = new HashMap<>();
    private long lastId;
    private long bytesAhead;
    private final Map<PoolJob, Helper> helpers = new HashMap<>();
    private final Set<PoolTask> telling = new HashSet<>(); // whose outcomes are told; code of users decodes them
    private boolean finishing;
    private boolean hasEnded; // at the other side
    private boolean over;
    private int stopSignal; // sent to the workers; 0 for none

    /** A caller who waits for a job, and tells meanwhile what became of its tasks. */
    private static final class Helper {
        private static final Runnable LOOK = () -> {};

        private final BlockingQueue<Runnable> left = new LinkedBlockingQueue<>();
        private volatile boolean over;

        void end() {
            over = true;
            look();
        }

        /** Has the caller look again; with no memory for that it waits for some, as the caller would wait for ever. */
        void look() {
            while (true) {
                try {
                    left.add(LOOK);
                    return;
                } catch (OutOfMemoryError _) {
                    ServiceLoop.pause();
                }
            }
        }

        void runAll() {
            for (Runnable each; (each = left.poll()) != null; ) {
                each.run();
            }
        }
    }

    /**
     * Opens the pool.
     *
     * @param name of the pool
     * @param settings what its workers are like
     * @param home where they are
     * @param failures the exceptions that users get
     */
    public RemotePoolEngine(String name, RemoteSettings settings, PoolHome home, RemoteFailures failures) {
        super(name, failures);
        remoteFailures = failures;
        size = settings.processes();
        window = Math.max(LEAST_WINDOW, WINDOW_PER_WORKER * size);
        breaksOnDeath = settings.breaksOnDeath();
        tasks = home.open(name, settings, this);
    }

    /**
     * Starts its thread.
     *
     * @return this
     */
    public RemotePoolEngine start() {
        enlist();
        start("sender", this::send);
        return this;
    }

    private void start(String role, Runnable body) {
        DaemonThreads.create(name() + "-" + role, contextLoader, body).start();
    }

    // ---- handing over

    private void send() {
        ServiceLoop.run(
                () -> {
                    if (!awaitWork()) {
                        return false;
                    }
                    sending.lock();
                    try {
                        sendSome();
                    } finally {
                        sending.unlock();
                    }
                    return true;
                },
                e -> LOG.warn("{}: tasks are handed over as soon as there is memory", name(), e));
    }

    /** False when there will be no more tasks. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (runsTasks() && !finishing && (!hasRoom() || !queue.hasTasks())) {
                changed.awaitUninterruptibly();
            }
            return runsTasks() && !finishing;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        return sent.size() < window && (bytesAhead < BYTES_AHEAD || sent.isEmpty());
    }

    private void sendSome() {
        List<RemoteTask> batch = new ArrayList<>(AT_ONCE);
        OutOfMemoryError shortage = null;
        try {
            drawInto(batch);
        } catch (OutOfMemoryError e) { // what was drawn before goes all the same
            shortage = e;
        }
        if (!batch.isEmpty()) {
            submit(batch);
        }
        if (shortage != null) {
            throw shortage;
        }
    }

    private void drawInto(List<RemoteTask> batch) {
        long bytes = 0;
        for (long id; batch.size() < AT_ONCE && bytes < BYTES_AT_ONCE && (id = draw()) != 0; ) {
            RemoteTask task = encodedOrFailed(id);
            if (task != null) {
                batch.add(task);
                bytes += task.message().length;
            }
        }
    }

    private void submit(List<RemoteTask> batch) {
        try {
            tasks.submit(batch);
        } catch (Throwable e) { // the thread must go on, or the pool would hang
            try {
                withdraw(batch.stream().map(RemoteTask::id).toList());
            } catch (OutOfMemoryError _) {
                // some may run though they have failed
            }
            for (int i = 0; i < batch.size(); i++) { // an iterator takes memory
                failed(batch.get(i).id(), e);
            }
        }
    }

    /** Takes back what failed and may have arrived all the same: a task that failed must not run. */
    private void withdraw(List<Long> ids) {
        try {
            tasks.withdraw(ids, true);
        } catch (RuntimeException e) {
            LOG.warn("{}: tasks that were not handed over for certain may run", name(), e);
        }
    }

    /** Number of the next task; 0 if there is none, or no room for it. */
    private long draw() {
        lock.lock();
        try {
            if (!runsTasks() || !hasRoom() || !queue.hasTasks()) {
                return 0;
            }
            Sent next = new Sent();
            Long id = ++lastId; // one object, as there may be no memory for a second one to remove it with
            try {
                sent.put(id, next);
                next.task = queue.poll();
            } finally {
                if (next.task == null) {
                    sent.remove(id);
                }
            }
            return next.task == null ? 0 : id;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable RemoteTask encodedOrFailed(long id) {
        try {
            return encoded(id);
        } catch (RuntimeException | Error e) { // such as no memory: its caller may not wait for ever
            failed(id, e);
            return null;
        }
    }

    private @Nullable RemoteTask encoded(long id) {
        Sent drawn;
        PoolTask task;
        lock.lock();
        try {
            drawn = sent.get(id);
            if (drawn == null) {
                return null; // the pool was terminated
            }
            task = drawn.task;
        } finally {
            lock.unlock();
        }
        byte[] message;
        try {
            message = RemoteCall.encode(id, task);
        } catch (Throwable e) { // the user's objects are at fault, and may throw anything
            failed(id, e);
            return null;
        }
        lock.lock();
        try {
            if (sent.get(id) != drawn) {
                return null; // as above
            }
            drawn.bytes = message.length;
            bytesAhead += message.length;
        } finally {
            lock.unlock();
        }
        return new RemoteTask(id, message, task.job.limits);
    }

    // ---- outcomes

    @Override
    public boolean handOver(long id, Runnable telling) {
        lock.lock();
        try {
            Sent its = sent.get(id);
            Helper helper = its == null ? null : helpers.get(its.task.job);
            return helper != null && helper.left.add(telling);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void leadUntil(@Nullable PoolJob job, BooleanSupplier done) throws InterruptedException {
        Helper helper = new Helper();
        lock.lock();
        try {
            if (!jobs.contains(job) || helpers.putIfAbsent(job, helper) != null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            while (!done.getAsBoolean() && !helper.over) {
                helper.left.take().run();
            }
        } finally {
            lock.lock();
            try {
                helpers.remove(job, helper);
            } finally {
                lock.unlock();
            }
            while (helper.left.remove(Helper.LOOK)) {
                // until there are outcomes alone
            }
            if (!helper.left.isEmpty()) { // the caller was interrupted, or has what it waits for
                runAllInBackground(helper);
            }
        }
    }

    private void runAllInBackground(Helper helper) {
        try {
            runInBackground(helper::runAll);
        } catch (OutOfMemoryError _) { // or the system has no thread for it: others wait for these outcomes
            helper.runAll();
        }
    }

    /** With the lock: has the caller who waits for a job look again whether it may go on. */
    private void nudge(PoolJob job) {
        Helper helper = helpers.get(job);
        if (helper != null) {
            helper.look();
        }
    }

    @Override
    public void ended(long id, byte[] outcome) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(contextLoader);
        try {
            end(id, task -> RemoteCall.tell(id, task, outcome, remoteFailures, this::failed));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void lost(long id, String machine) {
        int signal;
        lock.lock();
        try {
            signal = stopSignal;
        } finally {
            lock.unlock();
        }
        RuntimeException reason =
                signal == 0 ? remoteFailures.machineLost(machine) : remoteFailures.workerStopped(machine, signal);
        end(id, task -> failed(task, reason, null));
    }

    /** Failure of a task in a worker, or with it: its job is told, and the pool may end with it. */
    private void failed(PoolTask task, Throwable reason, @Nullable String place) {
        if (!breaksOnDeath || !remoteFailures.isLoss(reason)) {
            task.job.failed(task, reason, place);
            return;
        }
        List<Long> others;
        lock.lock();
        try {
            others = List.copyOf(sent.keySet());
        } finally {
            lock.unlock();
        }
        giveUp(LOG, "a worker died", reason);
        if (!others.isEmpty()) {
            runInBackground(() -> withdraw(others));
        }
        task.job.failed(task, broken == null ? reason : broken, null);
    }

    @Override
    public void failed(long id, Throwable reason) {
        while (true) {
            try {
                end(id, task -> task.job.failed(task, reason, null));
                return;
            } catch (OutOfMemoryError _) { // before anything was done: its caller may not wait for ever
                ServiceLoop.pause();
            }
        }
    }

    private void end(long id, Consumer<PoolTask> tell) {
        PoolTask task;
        boolean dropped;
        OutOfMemoryError shortage;
        lock.lock();
        try {
            task = remove(id);
            if (task == null) {
                return;
            }
            dropped = task.isReported();
            shortage = beginTelling(task);
            taskEnded(task);
        } finally {
            lock.unlock();
        }
        try {
            if (!dropped && shortage == null) {
                tell.accept(task);
            } else if (!dropped) {
                task.job.failed(task, shortage, null);
            }
        } catch (OutOfMemoryError e) { // before it was told: nobody else will do it
            task.job.failed(task, e, null);
        } catch (Throwable e) { // a job tells users in such a way that nothing comes back
            LOG.error("{}: an error of the library", name(), e);
        } finally {
            lock.lock();
            try {
                telling.remove(task);
            } finally {
                lock.unlock();
            }
            finishIfDone();
        }
    }

    /** With the lock; what is given back is the job's failure then, since nobody else will tell it of a task that was removed. */
    private @Nullable OutOfMemoryError beginTelling(PoolTask task) {
        try {
            telling.add(task);
            return null;
        } catch (OutOfMemoryError e) {
            return e;
        }
    }

    /** With the lock. */
    private @Nullable PoolTask remove(long id) {
        Sent gone = sent.remove(id);
        if (gone == null) {
            return null;
        }
        bytesAhead -= gone.bytes;
        if (queue.hasTasks()) { // which may have waited for room
            changed.signalAll();
        }
        return gone.task;
    }

    @Override
    public void broken(Throwable reason) {
        giveUp(LOG, "its tasks are lost", reason);
        finishIfDone();
    }

    @Override
    public void closed() {
        terminate();
    }

    // ---- jobs

    @Override
    public int size() {
        return size;
    }

    @Override
    public void submit(PoolJob job, Object owner, boolean helping) {
        lock.lock();
        try {
            accept(job, owner);
            if (!helping) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (helping) {
            help();
        }
    }

    /** Hands over some tasks in the thread of a caller who waits anyway, if no other thread does so just now, and leaves the rest. */
    private void help() {
        if (sending.tryLock()) {
            try {
                sendSome();
            } catch (OutOfMemoryError _) {
                // the sender's thread does it, as soon as there is memory
            } finally {
                sending.unlock();
            }
        }
        lock.lock();
        try {
            if (queue.hasTasks()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void resume(PoolJob job, boolean helping) {
        lock.lock();
        try {
            takeUp(job);
            nudge(job);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        finishIfDone();
    }

    @Override
    void jobEnded(PoolJob job) {
        Helper helper = helpers.remove(job);
        if (helper != null) {
            helper.end();
        }
    }

    /** With the lock: numbers of the tasks of a job that were handed over. */
    private List<Long> idsOf(PoolJob job) {
        return sent.entrySet().stream()
                .filter(entry -> entry.getValue().task.job == job)
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<Long> idsOfLocked(PoolJob job) {
        lock.lock();
        try {
            return idsOf(job);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean hasBegun(PoolJob job) {
        List<Long> ids = idsOfLocked(job);
        return !ids.isEmpty() && tasks.hasBegun(ids);
    }

    @Override
    public boolean cancel(PoolJob job, boolean mayInterrupt) {
        sending.lock();
        try {
            List<Long> ids = idsOfLocked(job);
            Set<Long> withdrawn = ids.isEmpty() ? Set.of() : tasks.withdraw(ids, mayInterrupt);
            while (true) {
                try {
                    return cancelHere(job, ids, withdrawn);
                } catch (OutOfMemoryError _) { // nobody else ends what was withdrawn
                    ServiceLoop.pause();
                }
            }
        } finally {
            sending.unlock();
            finishIfDone();
        }
    }

    private boolean cancelHere(PoolJob job, List<Long> ids, Set<Long> withdrawn) {
        lock.lock();
        try {
            if (!job.cancelled) { // else another try of the same
                if (!jobs.contains(job) || job.isSingle() && !withdrawn.containsAll(ids)) {
                    return false; // it has ended, or runs and may not be interrupted
                }
                job.cancelled = true;
            }
            queue.remove(job);
            nudge(job);
            for (long id : idsOf(job)) {
                if (withdrawn.contains(id)) {
                    taskEnded(remove(id));
                } else {
                    sent.get(id).task.report();
                }
            }
            endIfDone(job);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void runInBackground(Runnable work) {
        start("background", work);
    }

    @Override
    public List<WorkerState> states() {
        return tasks.states();
    }

    // ---- the end

    @Override
    List<PoolJob> dropAll() {
        Collection<Sent> underWay = sent.values();
        Collection<Helper> helping = helpers.values();
        List<PoolJob> all = super.dropAll(); // what follows needs no memory
        underWay.forEach(REPORT);
        helping.forEach(END);
        sent.clear();
        bytesAhead = 0;
        helpers.clear();
        changed.signalAll();
        return all;
    }

    /** Ends the pool at the other side as soon as no job needs it, and here when all outcomes are told. */
    private void finishIfDone() {
        boolean ends;
        lock.lock();
        try {
            if (state == State.RUNNING || !jobs.isEmpty()) {
                return;
            }
            ends = !finishing;
            finishing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (ends) {
            endThere();
        }
        lock.lock();
        try {
            hasEnded |= ends;
            if (!hasEnded || over || !telling.isEmpty()) {
                return;
            }
            over = true;
        } finally {
            lock.unlock();
        }
        try {
            tellUnobserved(); // before join() returns
        } finally {
            finished.countDown();
        }
    }

    /** With no memory it waits for some: no other thread does it. */
    private void endThere() {
        while (true) {
            try {
                tasks.end();
                return;
            } catch (RuntimeException e) {
                LOG.warn("{} ends without a word to its server", name(), e);
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closeGate();
        } finally {
            lock.unlock();
        }
        finishIfDone();
    }

    @Override
    public void terminate() {
        RuntimeException reason = ExitSequence.isEnding() ? EndOfProgram.cancel() : terminated();
        List<PoolTask> decoded;
        List<PoolJob> all;
        lock.lock();
        try {
            decoded = List.copyOf(telling); // first, as there may be no memory for it
            all = dropAll();
            state = State.TERMINATED;
            telling.clear();
        } finally {
            lock.unlock();
        }
        abandon(all, reason);
        for (int i = 0; i < decoded.size(); i++) {
            decoded.get(i).job.abandon(reason); // whose decoding may never end
        }
        finishIfDone();
    }

    @Override
    public void stopWorkers(boolean kill) {
        int signal = kill ? SIGKILL : SIGTERM;
        lock.lock();
        try {
            if (!runsTasks() || finishing) {
                return;
            }
            stopped = true;
            stopSignal = signal;
        } finally {
            lock.unlock();
        }
        tasks.stopWorkers(signal);
    }

    @Override
    public boolean join(long nanos) throws InterruptedException {
        requireClosed();
        return awaitEnd(finished, nanos);
    }
}
