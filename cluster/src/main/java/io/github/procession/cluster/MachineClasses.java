package io.github.procession.cluster;

import io.github.procession.multiprocessing.Queue;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Classes of one pool on this machine: questions of its children, each asked of the program once. */
final class MachineClasses {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private final Session session;
    private final Payloads payloads;
    private final String pool;
    private final JarStore jars;
    private final Queue<Object[]> questions = new Queue<>();
    private final Map<String, CompletableFuture<Object>> known = new ConcurrentHashMap<>();

    MachineClasses(Session session, Payloads payloads, String pool, JarStore jars) {
        this.session = session;
        this.payloads = payloads;
        this.pool = pool;
        this.jars = jars;
    }

    void start() {
        Thread.ofPlatform().daemon().name("procession-classes-" + pool).start(this::serve);
    }

    /** The way to here, for children. */
    Queue<Object[]> questions() {
        return questions;
    }

    void end() {
        try {
            questions.put(new Object[0]);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        try {
            for (Object[] question; (question = questions.get()).length > 0; ) {
                String name = (String) question[0];
                @SuppressWarnings("unchecked")
                Queue<Object[]> reply = (Queue<Object[]>) question[1];
                // one waits for the program, others need not
                Thread.ofPlatform().daemon().name("procession-class").start(() -> answer(name, reply));
            }
        } catch (InterruptedException _) {
            // nobody interrupts it
        } finally {
            questions.close();
        }
    }

    private void answer(String name, Queue<Object[]> reply) {
        Object answer = null;
        try {
            CompletableFuture<Object> mine = new CompletableFuture<>();
            CompletableFuture<Object> other = known.putIfAbsent(name, mine);
            if (other == null) {
                try {
                    mine.complete(fetch(name));
                } catch (IOException | RuntimeException e) {
                    LOG.warn("the class or resource {} of pool {} cannot be fetched", name, pool, e);
                    known.remove(name, mine);
                    mine.complete(null);
                }
                other = mine;
            }
            answer = other.join();
        } catch (InterruptedException _) {
            // the machine ends
        }
        try {
            reply.put(new Object[] {answer});
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null for none, bytes, or the path of a jar. */
    private Object fetch(String name) throws IOException, InterruptedException {
        Object answer = ask(name);
        if (!(answer instanceof Object[] jar)) {
            return answer;
        }
        String hash = (String) jar[0];
        return jars.get(hash, (Long) jar[1], index -> (byte[]) ask(ProgramClasses.JAR + hash + ":" + index))
                .toString();
    }

    private Object ask(String question) throws InterruptedException {
        Wait wait = new Wait(session, Long.MAX_VALUE);
        Map<String, byte[]> grant = wait.run(ticket -> session.call("class_get", pool, question, ticket), _ -> {});
        byte[] sealed = grant == null ? (byte[]) wait.reply() : grant.get("v");
        return sealed.length == 0 ? null : payloads.decode(sealed, PoolPayload.classFile(pool, question));
    }
}
