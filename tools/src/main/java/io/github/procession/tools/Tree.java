package io.github.procession.tools;

import io.github.procession.ipc.memory.SessionSnapshot;
import io.github.procession.ipc.memory.SessionSnapshot.Entry;
import io.github.procession.ipc.memory.SessionSnapshot.Member;
import io.github.procession.ipc.memory.SessionSnapshot.PoolCounts;
import io.github.procession.ipc.memory.SessionSnapshot.Wait;
import io.github.procession.ipc.memory.SessionSnapshot.WorkerCounts;
import io.github.procession.ipc.memory.UnreadableSessionException;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A tree of processes at one moment: the processes, what each does, and what they share. */
final class Tree {
    /** A note of a wait that is older was forgotten, as nobody has said that it goes on. */
    private static final long FRESH_MILLIS = 1_500;

    /** A thread that waits. */
    record Waiter(Node node, Wait noted) {
        long millis(Tree tree) {
            return Math.max(0, tree.now - noted.since());
        }
    }

    /** A pool and its workers. */
    record PoolView(Entry entry, PoolCounts counts, List<WorkerView> workers) {}

    /** A worker of a pool. */
    record WorkerView(Node node, WorkerCounts counts) {}

    final Path folder;
    final long rootPid;
    final long now = System.currentTimeMillis();
    final SessionSnapshot session;

    /** By tokens, in the order of the tree. */
    final Map<Integer, Node> nodes = new LinkedHashMap<>();

    final List<Node> roots = new ArrayList<>();

    /** By addresses. */
    final Map<Long, Entry> objects = new TreeMap<>();

    final List<PoolView> pools = new ArrayList<>();
    final List<Waiter> waiters = new ArrayList<>();

    /** Pids of JVMs that were booted in advance. */
    final List<Long> spares = new ArrayList<>();

    private final Map<Integer, WorkerCounts> workers = new LinkedHashMap<>();

    private Tree(Path folder, SessionSnapshot session) {
        this.folder = folder;
        this.session = session;
        this.rootPid = SessionSnapshot.rootPid(folder);
    }

    /**
     * Looks at a session.
     *
     * @param folder the session folder
     * @return the tree
     * @throws UnreadableSessionException with a sentence that says why this cannot be
     */
    static Tree of(Path folder) throws IOException {
        if (!SessionSnapshot.isOfThisSystem(folder)) {
            // whose it is matters more than where
            SessionSnapshot.read(folder);
            throw new UnreadableSessionException("The session " + folder
                    + " belongs to another container or an earlier boot: run the tool in the container.");
        }
        Tree tree = new Tree(folder, SessionSnapshot.read(folder));
        tree.readProcesses();
        tree.readObjects();
        tree.nodes.values().forEach(node -> node.doing = Activity.of(tree, node));
        return tree;
    }

    private void readProcesses() throws UnreadableSessionException {
        Map<Integer, Node> all = new TreeMap<>();
        for (Member member : session.members()) {
            boolean isThere = member.pid() != 0 && SessionSnapshot.isAlive(member);
            all.put(member.token(), new Node(member, isThere ? SystemProcess.of(member.pid()) : null));
        }
        boolean lives = all.values().stream()
                .anyMatch(node -> node.member.pid() == rootPid && node.system != null && !node.hasEnded());
        if (!lives) {
            throw new UnreadableSessionException(
                    "The session " + folder + " has ended: its root process " + rootPid + " is gone.");
        }
        for (Node node : all.values()) {
            Node parent = all.get(node.member.parent());
            if (parent == null || parent == node || node.member.pid() == rootPid) {
                roots.add(node);
            } else {
                parent.children.add(node);
            }
        }
        roots.sort(Comparator.comparing(root -> root.member.pid() != rootPid));
        roots.forEach(this::add);
        for (Node node : all.values()) {
            if (!nodes.containsKey(node.member.token())) { // a damaged table may hold a circle
                node.children.clear();
                roots.add(node);
                add(node);
            }
        }
    }

    private void add(Node node) {
        if (nodes.put(node.member.token(), node) == null) {
            node.children.sort(Comparator.comparing(child -> child.member.started()));
            node.children.forEach(this::add);
        }
    }

    private void readObjects() throws IOException {
        List<WorkerCounts> found = new ArrayList<>();
        for (Entry entry : session.cells()) {
            objects.put(entry.cell().address(), entry);
            if (entry.type() == CellTypes.POOL) {
                pools.add(new PoolView(entry, PoolCounts.of(entry), new ArrayList<>()));
            } else if (entry.type() == CellTypes.VALUE) {
                WorkerCounts counts = WorkerCounts.of(entry);
                if (counts != null) {
                    found.add(counts);
                }
            }
        }
        for (WorkerCounts counts : found) {
            Node node = nodes.get(counts.token());
            if (node != null) {
                workers.put(counts.token(), counts);
                PoolView pool = pool(counts);
                if (pool != null) {
                    pool.workers.add(new WorkerView(node, counts));
                }
            }
        }
        for (Node node : nodes.values()) {
            for (Wait wait : node.member.waits()) {
                if (!node.hasEnded() && (now - wait.seen() < FRESH_MILLIS || node.isStopped())) {
                    waiters.add(new Waiter(node, wait));
                }
            }
        }
    }

    /** Reads what takes the processes looked at some time: their memory. */
    void readMemory() {
        nodes.values().forEach(node -> node.memory = node.hasEnded() ? -1 : SystemProcess.memory(node.member.pid()));
    }

    /** Finds the spare JVMs, which are in no table: children of the tree's processes with a line in the session folder. */
    void readSpares() {
        List<Long> known =
                nodes.values().stream().map(node -> node.member.pid()).toList();
        for (long pid : SystemProcess.all()) {
            List<String> command = known.contains(pid) ? List.of() : SystemProcess.command(pid);
            if (!command.isEmpty() && command.getLast().startsWith(folder + "/control-")) {
                spares.add(pid);
            }
        }
    }

    /** The worker that a process is, or null. */
    WorkerCounts worker(Node node) {
        return workers.get(node.member.token());
    }

    /** The pool of a worker, or null. */
    PoolView pool(WorkerCounts counts) {
        return pools.stream()
                .filter(pool -> pool.entry.cell().address() == counts.pool())
                .findFirst()
                .orElse(null);
    }

    /** What the thread waits for that speaks for the process, or null. */
    Waiter mainWait(Node node) {
        return waiters.stream()
                .filter(waiter -> waiter.node == node && waiter.noted.isMain())
                .findFirst()
                .orElse(null);
    }

    /** Those who wait for an object. */
    List<Waiter> waitersFor(Entry entry) {
        return waiters.stream()
                .filter(waiter -> waiter.noted.address() == entry.cell().address())
                .toList();
    }

    /** The objects of some types, by their numbers. */
    List<Entry> objects(Integer... types) {
        return objects.values().stream()
                .filter(entry -> List.of(types).contains(entry.type()))
                .toList();
    }

    String label(int token) {
        Node node = nodes.get(token);
        return node == null ? "a process that is gone" : node.label();
    }
}
