package io.github.procession.cluster;

import io.github.procession.internal.ObjectHome;
import io.github.procession.internal.RemoteCell;
import io.github.procession.internal.RemoteContents;
import io.github.procession.internal.RemoteElements;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.multiprocessing.BarrierProxy;
import io.github.procession.multiprocessing.ConditionProxy;
import io.github.procession.multiprocessing.EventProxy;
import io.github.procession.multiprocessing.LockProxy;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.QueueProxy;
import io.github.procession.multiprocessing.SemaphoreProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The home that a server gives to locks, queues, values and arrays which a program makes without naming them. Their names are
 * those of the session and a number, and they end with the session. A program speaks to the server by itself, a child
 * of a worker through that.
 */
public final class ClusterObjectHome implements ObjectHome {
    /** Option of a condition: its lock is reentrant. */
    private static final long OF_RLOCK = 2;

    private static final int DROPPED_AT_ONCE = 500;

    private record Place(Session session, Payloads payloads) {}

    /** Of a home that ends by itself; null for that of the process. */
    private final ClusterObjectHome parent;

    private final AtomicLong last = new AtomicLong();
    private final Queue<String> dropped = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean dropping = new AtomicBoolean();
    private Cluster of; // guarded by this
    private Place place; // guarded by this

    /** Made by {@link java.util.ServiceLoader}. */
    public ClusterObjectHome() {
        Multiprocessing.getContext("cluster"); // lets this process have such objects from messages
        parent = null;
    }

    private ClusterObjectHome(ClusterObjectHome parent, Cluster cluster) {
        this.parent = parent;
        of = cluster;
        place = new Place(cluster.another("manager"), cluster.ownPayloads());
    }

    @Override
    public ObjectHome another() {
        if (ChildLine.isChild()) {
            throw new IllegalStateException("managers of a cluster are started by its program, not by its tasks and"
                    + " processes: send the proxies, or start this one with setContext(getContext(\"spawn\"))");
        }
        return new ClusterObjectHome(this, ProgramCluster.get());
    }

    @Override
    public void close() {
        lastPlace().session.close();
    }

    /** The session of new objects: of this child, or of this program, which has another one when it lost the first. */
    private synchronized Place place() {
        if (parent != null) {
            return place;
        }
        if (ChildLine.isChild()) {
            if (place == null) {
                ChildLine line = ChildLine.open();
                place = new Place(line.session(), line.payloads());
            }
            return place;
        }
        Cluster cluster = ProgramCluster.get();
        if (cluster != of) {
            of = cluster;
            place = new Place(cluster.session(), cluster.ownPayloads());
        }
        return place;
    }

    @Override
    public RemoteHandle draw(long parameter, long option, String companion) {
        Session session = place().session;
        String name = "@" + session.id() + "." + last.incrementAndGet();
        session.call("draw", name);
        return new RemoteHandle(session.namespace(), name, parameter, option, companion);
    }

    @Override
    public void drop(RemoteHandle handle) {
        dropped.add(handle.name());
        if (dropping.compareAndSet(false, true)) {
            Thread.ofVirtual().name("procession-drop").start(this::drop); // the caller must not wait for the server
        }
    }

    private synchronized Place lastPlace() {
        return place;
    }

    private void drop() {
        dropping.set(false);
        Place last = lastPlace(); // with a session before that one its objects have ended
        try {
            List<Object> names = new ArrayList<>();
            for (String name; (name = dropped.poll()) != null; ) {
                names.add(name);
                if (names.size() == DROPPED_AT_ONCE || dropped.isEmpty()) {
                    last.session.call("undraw", names.toArray());
                    names.clear();
                }
            }
        } catch (EngineException _) {
            // then they end with the session
        }
    }

    @Override
    public <P> P open(Class<P> type, RemoteHandle handle) {
        if (parent != null) { // the session of the process calls it: what that holds goes back when the process dies
            return parent.open(type, handle);
        }
        Place at = place();
        Session session = at.session;
        if (!handle.namespace().equals(session.namespace())) {
            throw new IllegalStateException("an object of the namespace " + handle.namespace()
                    + " cannot be reached by this process, which is connected to " + session.namespace());
        }
        String name = handle.name();
        Object object;
        if (type == LockProxy.class) {
            object = new ClusterLock(session, name, handle.option() == 1);
        } else if (type == QueueProxy.class) {
            int maxsize = Math.toIntExact(handle.parameter());
            object = new ClusterQueue<>(session, at.payloads, name, maxsize, handle.option() == 1);
        } else if (type == RemoteCell.class) {
            object = new ClusterCell(session, name, handle.option());
        } else if (type == RemoteElements.class) {
            object = new ClusterElements(session, name);
        } else if (type == RemoteContents.OfMap.class) {
            object = new ClusterTable(session, at.payloads, name);
        } else if (type == RemoteContents.OfList.class) {
            object = new ClusterSequence(session, at.payloads, name);
        } else if (type == EventProxy.class) {
            object = new ClusterEvent(session, name);
        } else if (type == SemaphoreProxy.class) {
            object = new ClusterSemaphore(session, name, Math.toIntExact(handle.parameter()), handle.option() == 1);
        } else if (type == ConditionProxy.class) {
            ClusterLock lock = new ClusterLock(session, handle.companion(), handle.option() == OF_RLOCK);
            object = new ClusterCondition(session, name, lock);
        } else if (type == BarrierProxy.class) {
            object = new ClusterBarrier(session, name, Math.toIntExact(handle.parameter()));
        } else {
            throw new IllegalArgumentException("no object of a cluster is a " + type.getName());
        }
        return type.cast(object);
    }
}
