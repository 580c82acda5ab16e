package io.github.procession.cluster;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.multiprocessing.Queue;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The classes of one pool on this machine: a question of its children is passed on to the program once, and its answer
 * is kept.
 */
final class MachineClasses {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);

    private final Session session;
    private final Payloads payloads;
    private final String pool;
    private final String label; // what people call it
    private final JarStore jars;
    private final ChildRequests questions;
    private final Map<String, CompletableFuture<Object>> known = new ConcurrentHashMap<>();

    MachineClasses(Session session, Payloads payloads, String pool, String label, JarStore jars) {
        this.session = session;
        this.payloads = payloads;
        this.pool = pool;
        this.label = label;
        this.jars = jars;
        questions = new ChildRequests("question for a class of pool " + label, this::take);
    }

    void start() {
        questions.start("procession-classes-" + pool);
    }

    /** The way to here, for children. */
    Queue<Object[]> questions() {
        return questions.queue();
    }

    void end() {
        questions.end();
    }

    private void take(Object[] question) {
        if (question.length != 2) {
            throw new IllegalArgumentException("a question has 2 parts, not " + question.length);
        }
        String name = (String) question[0];
        @SuppressWarnings("unchecked")
        Queue<Object[]> reply = (Queue<Object[]>) question[1];
        // one waits for the program, others need not
        Thread.ofPlatform().daemon().name("procession-class").start(() -> answer(name, reply));
    }

    private void answer(String name, Queue<Object[]> reply) {
        try {
            reply.put(new Object[] {find(name)});
        } catch (InterruptedException _) {
            // the machine ends
        } catch (RuntimeException e) {
            LOG.warn("the answer for {} of pool {} does not reach the child", name, label, e);
        }
    }

    /** The first who asks fetches it, others wait for that; null also for what cannot be fetched. */
    private Object find(String name) {
        CompletableFuture<Object> mine = new CompletableFuture<>();
        CompletableFuture<Object> other = known.putIfAbsent(name, mine);
        if (other != null) {
            return other.join();
        }
        Object answer = null;
        try {
            answer = fetch(name);
        } catch (InterruptedException | IOException | RuntimeException | Error e) {
            LOG.warn("the class or resource {} of pool {} cannot be fetched", name, label, e);
            known.remove(name, mine);
        }
        mine.complete(answer); // whatever happened, as others wait
        return answer;
    }

    /** Null for none, bytes, a list of bytes, or the path of a jar. */
    private Object fetch(String name) throws IOException, InterruptedException {
        Object answer = ask(name);
        if (!(answer instanceof Object[] jar)) {
            return answer;
        }
        String hash = (String) jar[0];
        return jars.get(hash, (Long) jar[1], index -> (byte[]) ask(ProgramClasses.JAR + hash + ":" + index))
                .toString();
    }

    private @Nullable Object ask(String question) throws InterruptedException {
        Wait wait = new Wait(session, Long.MAX_VALUE);
        Map<String, byte[]> grant = wait.run(ticket -> session.call("class_get", pool, question, ticket), _ -> {});
        byte[] sealed = grant == null ? (byte[]) wait.reply() : grant.get("v");
        return sealed.length == 0 ? null : payloads.decode(sealed, PoolPayload.classFile(pool, question));
    }
}
