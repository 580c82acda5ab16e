package io.github.procession.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Protocol.Command;

/** Description of what a namespace of a server holds; making it changes nothing there. */
final class Status {
    private static final String TASK = "t:";
    private static final int KEYS_AT_ONCE = 1_000;
    private static final int MOST_WAITERS = 20;
    private static final Set<String> NONE = Set.of();
    private static final Pattern DRAWN = Pattern.compile("@(\\S+)\\.(\\d+)");

    /** What is waited for, by the kind of its list. */
    private static final Map<String, String> WAITS = new TreeMap<>(Map.of(
            "lw", "lock",
            "sw", "semaphore",
            "ew", "event",
            "bw", "barrier",
            "cw", "condition",
            "qw", "item of queue",
            "pw", "room in queue",
            "jw", "end of the work of queue"));

    private final Session session;
    private final Map<String, String> sessions = new TreeMap<>();
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
        sessions.putAll(sessions(session));
        line("%s", session.server().address());
        for (ClusterWorker worker : workers(session)) {
            line(
                    "worker %s (pid %d): %d of %d slots busy with tasks, %d of %d places with processes, version %s",
                    worker.host(),
                    worker.pid(),
                    worker.tasks(),
                    worker.slots(),
                    worker.processes(),
                    worker.places(),
                    worker.version());
        }
        sessions.forEach((id, info) -> {
            if (!WorkerInfo.isWorker(info) && !id.equals(session.id())) {
                line("%s", WorkerInfo.describe(info));
            }
        });
        sessions.forEach((id, info) -> holdings(id)
                .forEach((what, count) -> line("%s: %d held by %s", what, count, WorkerInfo.describe(info))));
        Map<String, Set<String>> names = names();
        names.getOrDefault("p", NONE).forEach(this::pool);
        names.getOrDefault("Q", NONE).forEach(this::queue);
        names.getOrDefault("l", NONE).forEach(this::lock);
        WAITS.forEach((kind, what) -> names.getOrDefault(kind, NONE).forEach(name -> waiters(kind, what, name)));
    }

    private void pool(String id) {
        List<?> head = (List<?>) session.read(Command.HMGET, "p:" + id, "r", "n", "N");
        if (head.get(0) == null) {
            return; // it has ended
        }
        String run = Request.text(head.get(0));
        long waiting = (Long) session.read(Command.LLEN, "t:" + id);
        long running = (Long) session.read(Command.HLEN, "T:" + id);
        if (isOfProcesses(session, id)) {
            line("processes of %s: %d wait for a worker, workers have %d", run, waiting, running);
            return;
        }
        long given = 0;
        List<?> fields = (List<?>) session.read(Command.HGETALL, "p:" + id);
        for (int i = 0; i < fields.size(); i += 2) {
            if (Request.text(fields.get(i)).startsWith(ProgramTasks.WORKER_COUNT)) {
                given += Long.parseLong(Request.text(fields.get(i + 1)));
            }
        }
        line(
                "pool %s of %s: %d tasks wait, %d of %s run, %d were given out",
                Request.text(head.get(2)), run, waiting, running, Request.text(head.get(1)), given);
    }

    private void queue(String name) {
        Object unfinished = session.read(Command.HGET, "Q:" + name, "u");
        if (unfinished != null) { // else it is empty now
            line(
                    "queue %s: %d items, %s not acknowledged",
                    describe(name), (Long) session.read(Command.LLEN, "q:" + name), Request.text(unfinished));
        }
    }

    private void lock(String name) {
        List<?> head = (List<?>) session.read(Command.HMGET, "l:" + name, "s", "f");
        if (head.get(0) != null) {
            line(
                    "lock %s: held by %s, fence %s, %d wait",
                    describe(name), who(Request.text(head.get(0))), Request.text(head.get(1)), (Long)
                            session.read(Command.LLEN, "lw:" + name));
        }
    }

    /** Prints the processes that wait for an object, if there are any. */
    private void waiters(String kind, String what, String name) {
        List<?> all = (List<?>)
                session.read(Command.LRANGE, kind + ":" + name, 0, MOST_WAITERS); // and one to see that there are more
        Map<String, Integer> who = new TreeMap<>();
        for (Object each : all.subList(0, Math.min(all.size(), MOST_WAITERS))) {
            String waiter = Request.text(each);
            who.merge(who(waiter.substring(0, waiter.indexOf(' '))), 1, Integer::sum);
        }
        if (!who.isEmpty()) {
            StringJoiner listed = new StringJoiner(", ", "", all.size() > MOST_WAITERS ? " and others" : "");
            who.forEach((waiter, times) -> listed.add(times == 1 ? waiter : waiter + " " + times + " times"));
            line("%s %s: waited for by %s", what, describe(name), listed);
        }
    }

    private String who(String id) {
        String info = sessions.get(id);
        return info == null ? id : WorkerInfo.describe(info);
    }

    /** A name; one that a session drew is called by its number and the process. */
    private String describe(String name) {
        Matcher drawn = DRAWN.matcher(name);
        return drawn.matches() ? drawn.group(2) + " of " + who(drawn.group(1)) : name;
    }

    /** Permits and unacknowledged items that a session holds, by what they are of. */
    private Map<String, Integer> holdings(String id) {
        Map<String, Integer> all = new TreeMap<>();
        for (Object each : (List<?>) session.read(Command.HKEYS, "h:" + id)) {
            String field = Request.text(each);
            if (field.startsWith("s:")) {
                Object permits = session.read(Command.HGET, "h:" + id, field);
                if (permits != null) {
                    all.put(
                            "permits of semaphore " + describe(field.substring(2)),
                            Integer.valueOf(Request.text(permits)));
                }
            } else if (field.startsWith("q:")) {
                all.merge("items of queue " + describe(field.substring(field.indexOf(':', 2) + 1)), 1, Integer::sum);
            }
        }
        return all;
    }

    private void line(String format, Object... values) {
        text.append(format.formatted(values)).append('\n');
    }

    /** Names of the objects by kind: what stands before and behind the colon in their keys. */
    private Map<String, Set<String>> names() {
        Map<String, Set<String>> names = new HashMap<>();
        String prefix = new String(session.key(""), StandardCharsets.UTF_8);
        String cursor = "0";
        do {
            List<?> page = (List<?>) session.readAny(
                    Command.SCAN, cursor, "MATCH", prefix + "*", "COUNT", Integer.toString(KEYS_AT_ONCE));
            cursor = Request.text(page.get(0));
            for (Object key : (List<?>) page.get(1)) {
                String[] kindAndName =
                        Request.text(key).substring(prefix.length()).split(":", 2);
                if (kindAndName.length == 2) {
                    names.computeIfAbsent(kindAndName[0], _ -> new TreeSet<>()).add(kindAndName[1]);
                }
            }
        } while (!cursor.equals("0"));
        return names;
    }
}
