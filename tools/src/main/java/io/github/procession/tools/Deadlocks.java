package io.github.procession.tools;

import io.github.procession.ipc.memory.SessionSnapshot.Entry;
import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.SynchronizerState;
import io.github.procession.ipc.transport.CellTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Circles of processes each of which waits for a lock that the next one holds, or for the end of the next one.
 *
 * <p>An {@code RLock} belongs to a thread, and the circle goes on with that thread alone. A {@code Lock} belongs to a process as a whole,
 * any thread of which may release it. So the circle is a deadlock unless another thread of the process does. It is a
 * possible one if the thread that waits in the next step is not the main thread, which goes on then, or if a process waits for a lock of its
 * own, which as likely as not another of its threads has. Who waits for an end is a step only if it is a main thread, as other threads
 * often look after children.
 */
final class Deadlocks {
    /** Shorter waits are such as end by themselves. */
    private static final long LEAST_MILLIS = 500;

    /**
     * A step of a circle.
     *
     * @param waiter waits
     * @param lock a lock that the owner holds; null if the waiter waits for the end of the owner
     * @param owner the next one
     * @param thread the thread of the owner that holds the lock; 0 if that is not known
     */
    record Step(Tree.Waiter waiter, @Nullable Entry lock, Node owner, long thread) {
        boolean leadsTo(Step next) {
            return next.waiter.node() == owner
                    && (thread == 0 || next.waiter.noted().thread() == thread);
        }

        boolean isToItself() {
            return owner == waiter.node();
        }

        /** Whether the thread that waits in the next step is the one that would end the wait of this step. */
        boolean isSure(Step next) {
            return thread != 0 || next.waiter.noted().isMain() && !isToItself();
        }

        String waiterText() {
            long number = waiter.noted().thread();
            return waiter.node().label() + (waiter.noted().isMain() ? "" : ", thread " + number + ",");
        }

        String waitsFor() {
            return lock == null ? "the end of " + owner.label() : Activity.name(lock);
        }
    }

    private Deadlocks() {}

    static List<List<Step>> of(Tree tree) {
        List<Step> steps = new ArrayList<>();
        for (Tree.Waiter waiter : tree.waiters) {
            Step step = waiter.millis(tree) < LEAST_MILLIS ? null : step(tree, waiter);
            if (step != null && !step.owner.hasEnded()) {
                steps.add(step);
            }
        }
        List<List<Step>> circles = new ArrayList<>();
        Set<Node> done = new HashSet<>();
        for (Step step : steps) {
            List<Step> path = new ArrayList<>(List.of(step));
            if (!done.contains(step.waiter.node()) && closes(path, steps, new HashSet<>())) {
                circles.add(path);
                path.forEach(each -> done.add(each.waiter.node()));
            }
        }
        return circles;
    }

    private static @Nullable Step step(Tree tree, Tree.Waiter waiter) {
        Awaited what = Awaited.of(waiter.noted().offset());
        long address = waiter.noted().address();
        Entry entry = what == null ? tree.objects.get(address) : null;
        boolean isLock =
                entry != null && Objects.isLock(entry) && waiter.noted().offset() == 0;
        boolean isEnd = what == Awaited.PROCESS_END && waiter.noted().isMain();
        int next = isLock ? SynchronizerState.owner(entry) : isEnd ? (int) address : 0;
        Node owner = tree.nodes.get(next);
        long thread = isLock && entry.type() == CellTypes.RLOCK ? SynchronizerState.ownerThread(entry) : 0;
        return owner == null ? null : new Step(waiter, entry, owner, thread);
    }

    /** Goes on from the last step of a path until one leads to the first; without any the path stays as it is. */
    private static boolean closes(List<Step> path, List<Step> steps, Set<Step> seen) {
        if (path.getLast().leadsTo(path.getFirst())) {
            return true;
        }
        for (Step next : steps) {
            if (path.getLast().leadsTo(next) && seen.add(next)) {
                path.add(next);
                if (closes(path, steps, seen)) {
                    return true;
                }
                path.removeLast();
            }
        }
        return false;
    }

    /** A circle in words, a line for each step. */
    static String describe(Tree tree, List<Step> circle) {
        boolean isSure = true;
        for (int i = 0; i < circle.size(); i++) {
            isSure &= circle.get(i).isSure(circle.get((i + 1) % circle.size()));
        }
        long processes = circle.stream().map(Step::owner).distinct().count();
        StringBuilder text = new StringBuilder(
                (isSure ? "Deadlock of " : "Possible deadlock of ") + count(processes, "process") + ":\n");
        for (Step step : circle) {
            text.append("  ")
                    .append(step.waiterText())
                    .append(" waits for ")
                    .append(step.waitsFor())
                    .append(step.lock == null ? "" : ", which " + holder(step))
                    .append(", for ")
                    .append(Text.millis(step.waiter.millis(tree)))
                    .append('\n');
        }
        return text.toString();
    }

    private static String holder(Step step) {
        if (!step.isToItself()) {
            return step.owner.label() + " holds";
        }
        return step.thread == 0 ? "it holds itself, in this thread or another" : "its thread " + step.thread + " holds";
    }

    private static String count(long number, String noun) {
        return number == 1 ? "one " + noun : number + " " + noun + "es";
    }
}
