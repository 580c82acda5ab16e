package io.github.procession.cluster;

import io.github.procession.internal.pool.RemoteSettings;
import io.github.procession.internal.pool.RemoteTask;
import io.github.procession.internal.pool.RemoteTasks;
import io.github.procession.internal.pool.WorkerState;
import io.github.procession.ipc.report.LibraryLogger;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import redis.clients.jedis.Protocol.Command;

/** Tasks of one pool at the server. */
final class ProgramTasks implements RemoteTasks {
    /** Index among the settings of a pool. */
    static final int OF_PROCESSES = 6;

    /** Index of what people call a pool: its own name, and that of its program. */
    static final int LABEL = 8;

    private static final Logger LOG = LibraryLogger.of(Cluster.class);
    /** Prefix of the field of a pool that counts what one worker was given. */
    static final String WORKER_COUNT = "a:";

    private final Session session;
    private final Payloads payloads;
    private final String pool;
    private final Results results;
    private final Runnable ended;
    private final ProgramClasses classes;
    private final Instant opened = Instant.now();
    private final boolean ofProcesses;

    ProgramTasks(
            Session session, Payloads payloads, String pool, Results results, boolean ofProcesses, Runnable ended) {
        this.session = session;
        this.payloads = payloads;
        this.pool = pool;
        this.results = results;
        this.ended = ended;
        this.ofProcesses = ofProcesses;
        classes = new ProgramClasses(session, payloads, pool);
    }

    void open(String name, String run, RemoteSettings settings) {
        Object[] parts = {
            settings.processes(),
            settings.initializer(),
            settings.maxTasksPerChild(),
            settings.memoryMark(),
            settings.heapPercent(),
            settings.jvmOptions().toArray(String[]::new),
            settings.ofProcesses(),
            settings.authKey(),
            name + " of " + run
        };
        byte[] sealed = payloads.encode(parts, PoolPayload.settings(pool, run));
        session.call("pool_open", pool, settings.processes(), run, sealed, settings.ofProcesses() ? 1 : 0, name);
    }

    String name() {
        return pool;
    }

    boolean isOfProcesses() {
        return ofProcesses;
    }

    Results results() {
        return results;
    }

    ProgramClasses classes() {
        return classes;
    }

    @Override
    public void submit(List<RemoteTask> tasks) {
        List<Object> call = new ArrayList<>(1 + 3 * tasks.size());
        call.add(pool);
        for (RemoteTask task : tasks) {
            String id = Long.toString(task.id());
            call.add(id);
            call.add(task.limits().retries());
            byte[] sealed = payloads.seal(PoolPayload.of(task), PoolPayload.task(pool, id));
            call.add(Pieces.send(piece -> session.call("task_piece", piece), pool, id, sealed));
        }
        if (session.callLong("task_put", call.toArray()) == 0) {
            throw new EngineException("the pool " + pool + " is not at the server any more");
        }
    }

    /** Takes what the inbox has of a task, which is told in any case. */
    void take(long id, Map<String, byte[]> message) {
        try {
            if (Request.text(message.get("m")).equals("l")) {
                results.lost(id, WorkerInfo.describe(Request.text(message.get("v"))));
            } else {
                String name = Long.toString(id);
                byte[] sealed = message.get("v");
                results.ended(
                        id, payloads.open(sealed == null ? large(name) : sealed, PoolPayload.outcome(pool, name)));
            }
        } catch (RuntimeException | OutOfMemoryError e) { // another authkey, or the session is lost
            results.failed(id, e);
        }
    }

    /** Prints what children printed, and takes what is said of processes; the first letter of a line says what it is. */
    void print(byte[] sealed) {
        for (String line : (String[]) payloads.decode(sealed, PoolPayload.output(pool))) {
            String text = line.substring(1);
            switch (line.charAt(0)) {
                case Output.BEGUN -> {
                    int space = text.indexOf(' ');
                    results.begun(Long.parseLong(text.substring(0, space)), Long.parseLong(text.substring(space + 1)));
                }
                case Output.ERROR -> print(System.err, text);
                default -> print(System.out, text);
            }
        }
    }

    /** To a stream that may be the user's, or null: what it throws must not keep the other lines, nor what is said of processes. */
    private static void print(@Nullable PrintStream to, String line) {
        if (to == null) {
            return;
        }
        try {
            to.println(line);
        } catch (Throwable e) {
            LOG.debug("a line of a child is lost", e);
        }
    }

    private byte[] large(String id) {
        byte[] sealed = (byte[]) session.read(Command.HGET, "R:" + pool, id);
        if (sealed == null) {
            sealed = Pieces.read(session, Pieces.OF_OUTCOME, pool, id);
        }
        session.callThatStands("task_got", pool, id);
        if (sealed == null) {
            throw new EngineException("the outcome of a task is not at the server any more");
        }
        return sealed;
    }

    @Override
    public Set<Long> withdraw(Collection<Long> ids, boolean begunToo) {
        List<Object> call = new ArrayList<>(List.of(pool, begunToo ? "1" : "0"));
        call.addAll(ids);
        Set<Long> gone = new HashSet<>();
        try {
            for (Object id : (List<?>) session.callThatStands("task_withdraw", call.toArray())) {
                gone.add(Long.valueOf(Request.text(id)));
            }
        } catch (EngineException e) {
            throwUnlessEnded(e);
        }
        return gone;
    }

    @Override
    public boolean signal(long id, int signal) {
        return (Long) session.callThatStands("task_signal", pool, id, signal) == 1;
    }

    @Override
    public boolean hasBegun(Collection<Long> ids) {
        List<?> workers = (List<?>) session.read(Command.HMGET, "T:" + pool, ids.toArray());
        return workers.stream().anyMatch(worker -> worker != null);
    }

    @Override
    public List<WorkerState> states() {
        Set<String> busy = new HashSet<>();
        for (Object worker : (List<?>) session.read(Command.HVALS, "T:" + pool)) {
            busy.add(Request.text(worker));
        }
        List<WorkerState> states = new ArrayList<>();
        List<?> fields = (List<?>) session.read(Command.HGETALL, "p:" + pool);
        for (int i = 0; i < fields.size(); i += 2) {
            String field = Request.text(fields.get(i));
            if (field.startsWith(WORKER_COUNT)) {
                String worker = field.substring(WORKER_COUNT.length());
                Object info = session.read(Command.HGET, "S:" + worker, "i");
                states.add(new WorkerState(
                        info == null ? worker : WorkerInfo.describe(Request.text(info)),
                        WorkerInfo.pid(worker),
                        opened,
                        Long.parseLong(Request.text(fields.get(i + 1))),
                        Duration.ZERO,
                        busy.contains(worker)));
            }
        }
        return states;
    }

    @Override
    public void stopWorkers(int signal) {
        try {
            session.callThatStands("pool_stop", pool, signal);
        } catch (EngineException e) {
            throwUnlessEnded(e);
        }
    }

    @Override
    public void end() {
        ended.run();
        try {
            session.callThatStands("pool_end", pool);
        } catch (EngineException e) {
            throwUnlessEnded(e);
        }
    }

    /** What is taken away from a server after the session has ended went with it: no fault. */
    private void throwUnlessEnded(EngineException e) {
        if (session.lost() == null) {
            throw e;
        }
    }
}
