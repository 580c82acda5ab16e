package io.github.procession.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import redis.clients.jedis.Protocol.Command;

/** Description of what a namespace of a server holds; making it changes nothing there. */
final class Status {
    private static final String TASK = "t:";
    private static final int KEYS_AT_ONCE = 1_000;

    private final Session session;
    private final StringBuilder text = new StringBuilder();

    private Status(Session session) {
        this.session = session;
    }

    static String of(Cluster cluster) {
        Status status = new Status(cluster.session());
        status.write();
        return status.text.toString();
    }

    static List<ClusterWorker> workers(Session session) {
        List<ClusterWorker> workers = new ArrayList<>();
        Map<String, Boolean> ofProcesses = new HashMap<>();
        sessions(session).forEach((id, info) -> {
            if (WorkerInfo.isWorker(info)) {
                int tasks = 0;
                int processes = 0;
                for (Object each : (List<?>) session.read(Command.HKEYS, "h:" + id)) {
                    String field = Request.text(each);
                    if (field.startsWith(TASK)) {
                        String pool = field.substring(field.indexOf(':', TASK.length()) + 1);
                        if (ofProcesses.computeIfAbsent(pool, name -> isOfProcesses(session, name))) {
                            processes++;
                        } else {
                            tasks++;
                        }
                    }
                }
                workers.add(WorkerInfo.worker(info, tasks, processes));
            }
        });
        return workers;
    }

    private static boolean isOfProcesses(Session session, String pool) {
        return (Long) session.read(Command.HEXISTS, "p:" + pool, "e") == 1;
    }

    private static Map<String, String> sessions(Session session) {
        Map<String, String> all = new TreeMap<>();
        for (Object id : (List<?>) session.read(Command.ZRANGE, "ses", 0, -1)) {
            Object info = session.read(Command.HGET, "S:" + Request.text(id), "i");
            if (info != null) {
                all.put(Request.text(id), Request.text(info));
            }
        }
        return all;
    }

    private void write() {
        Map<String, String> sessions = sessions(session);
        line("%s", session.server().address());
        for (ClusterWorker worker : workers(session)) {
            line(
                    "worker %s (pid %d): %d of %d slots busy with tasks, %d of %d places with processes",
                    worker.host(), worker.pid(), worker.tasks(), worker.slots(), worker.processes(), worker.places());
        }
        sessions.forEach((id, info) -> {
            if (!WorkerInfo.isWorker(info) && !id.equals(session.id())) {
                line("%s", WorkerInfo.describe(info));
            }
        });
        sessions.forEach((id, info) -> holdings(id)
                .forEach((what, count) -> line("%s: %d held by %s", what, count, WorkerInfo.describe(info))));
        for (String pool : names("p:")) {
            List<?> head = (List<?>) session.read(Command.HMGET, "p:" + pool, "r", "n");
            long waiting = (Long) session.read(Command.LLEN, "t:" + pool);
            long running = (Long) session.read(Command.HLEN, "T:" + pool);
            String run = Request.text(head.get(0));
            if (isOfProcesses(session, pool)) {
                line("processes of %s: %d wait for a worker, workers have %d", run, waiting, running);
            } else {
                line(
                        "pool %s of %s: %d tasks wait, %d of %s run",
                        pool, run, waiting, running, Request.text(head.get(1)));
            }
        }
        for (String queue : names("Q:")) {
            line(
                    "queue %s: %d items, %s not acknowledged",
                    queue,
                    (Long) session.read(Command.LLEN, "q:" + queue),
                    Request.text(session.read(Command.HGET, "Q:" + queue, "u")));
        }
        for (String lock : names("l:")) {
            List<?> head = (List<?>) session.read(Command.HMGET, "l:" + lock, "s", "f");
            if (head.get(0) != null) {
                String holder = Request.text(head.get(0));
                line(
                        "lock %s: held by %s, fence %s, %d wait",
                        lock,
                        WorkerInfo.describe(sessions.getOrDefault(holder, holder)),
                        Request.text(head.get(1)),
                        (Long) session.read(Command.LLEN, "lw:" + lock));
            }
        }
    }

    /** Permits and unacknowledged items that a session holds, by what they are of. */
    private Map<String, Integer> holdings(String id) {
        Map<String, Integer> all = new TreeMap<>();
        for (Object each : (List<?>) session.read(Command.HKEYS, "h:" + id)) {
            String field = Request.text(each);
            if (field.startsWith("s:")) {
                Object permits = session.read(Command.HGET, "h:" + id, field);
                if (permits != null) {
                    all.put("permits of semaphore " + field.substring(2), Integer.valueOf(Request.text(permits)));
                }
            } else if (field.startsWith("q:")) {
                all.merge("items of queue " + field.substring(field.indexOf(':', 2) + 1), 1, Integer::sum);
            }
        }
        return all;
    }

    private void line(String format, Object... values) {
        text.append(format.formatted(values)).append('\n');
    }

    /** Names of the objects of a kind. */
    private TreeSet<String> names(String kind) {
        TreeSet<String> names = new TreeSet<>();
        String prefix = new String(session.key(kind), StandardCharsets.UTF_8);
        String cursor = "0";
        do {
            List<?> page = (List<?>) session.readAny(
                    Command.SCAN, cursor, "MATCH", prefix + "*", "COUNT", Integer.toString(KEYS_AT_ONCE));
            cursor = Request.text(page.get(0));
            for (Object key : (List<?>) page.get(1)) {
                names.add(Request.text(key).substring(prefix.length()));
            }
        } while (!cursor.equals("0"));
        return names;
    }
}
