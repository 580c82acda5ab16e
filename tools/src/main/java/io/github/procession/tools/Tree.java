package io.github.procession.tools;

import io.github.procession.ipc.memory.Elsewhere;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    final OpenTree open;
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
    List<Long> spares = List.of();

    /** Sentences on what the tree has outside of this machine. */
    List<String> elsewhere = List.of();

    /** Bytes that the files of the session have. */
    long bytes;

    private final Map<Integer, WorkerCounts> workers = new LinkedHashMap<>();

    Tree(SessionSnapshot session, OpenTree open) throws IOException {
        this.folder = open.folder;
        this.rootPid = open.rootPid;
        this.session = session;
        this.open = open;
        readProcesses();
        readObjects();
        nodes.values().forEach(node -> node.doing = Activity.of(this, node));
    }

    /**
     * Looks at a session.
     *
     * @param folder the session folder
     * @return the tree
     * @throws UnreadableSessionException with a sentence that says why this cannot be
     */
    static Tree of(Path folder) throws IOException {
        return OpenTree.forOneLook(folder).look();
    }

    private void readProcesses() throws UnreadableSessionException {
        Map<Integer, Node> all = new TreeMap<>();
        long uptimeMillis = SystemProcess.uptimeMillis(open.files);
        for (Member member : session.members()) {
            SystemProcess system = member.pid() == 0 ? null : SystemProcess.of(member.pid(), open.files, uptimeMillis);
            boolean isIt = system != null && (int) system.startTime() == member.startTime();
            all.put(member.token(), new Node(member, isIt ? system : null));
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

    /** Reads what takes long and keeps the processes looked at from changing their memory map meanwhile. */
    void readSizes() throws IOException {
        nodes.values().forEach(node -> node.memory = node.hasEnded() ? -1 : SystemProcess.memory(node.member.pid()));
        spares = open.spares(
                nodes.values().stream().map(node -> node.member.pid()).collect(Collectors.toSet()));
        bytes = session.bytes();
        elsewhere = Elsewhere.notes(folder).stream().map(Text::clean).toList();
    }

    /** Takes over what an earlier look has read of this kind. */
    void takeSizes(Tree earlier) {
        nodes.forEach((token, node) -> {
            Node then = earlier.nodes.get(token);
            node.memory = then == null || node.hasEnded() ? -1 : then.memory;
        });
        spares = earlier.spares;
        elsewhere = earlier.elsewhere;
        bytes = earlier.bytes;
    }

    /** The worker that a process is, or null. */
    @Nullable
    WorkerCounts worker(Node node) {
        return workers.get(node.member.token());
    }

    /** The pool of a worker, or null. */
    @Nullable
    PoolView pool(WorkerCounts counts) {
        for (PoolView pool : pools) {
            if (pool.entry.cell().address() == counts.pool()) {
                return pool;
            }
        }
        return null;
    }

    /** What the thread waits for that speaks for the process, or null. */
    @Nullable
    Waiter mainWait(Node node) {
        for (Waiter waiter : waiters) {
            if (waiter.node == node && waiter.noted.isMain()) {
                return waiter;
            }
        }
        return null;
    }

    /** Those who wait for an object. */
    List<Waiter> waitersFor(Entry entry) {
        List<Waiter> found = new ArrayList<>();
        for (Waiter waiter : waiters) {
            if (waiter.noted.address() == entry.cell().address()) {
                found.add(waiter);
            }
        }
        return found;
    }

    /** The objects of some types, by their numbers. */
    List<Entry> objects(int... types) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : objects.values()) {
            for (int type : types) {
                if (entry.type() == type) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    String label(int token) {
        Node node = nodes.get(token);
        return node == null ? "a process that is gone" : node.label();
    }
}
