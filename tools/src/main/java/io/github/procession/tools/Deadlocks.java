package io.github.procession.tools;

import io.github.procession.ipc.memory.SessionSnapshot.Entry;
import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.SynchronizerState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Circles of processes each of which waits for a lock that the next one holds, or for the end of the next one.
 *
 * <p>A lock belongs to a process as a whole, any thread of which may release it. So a circle is a deadlock unless another
 * thread of one of the processes releases its lock. It is a possible one if one of those who wait is not the main thread of its process:
 * that one goes on. Who waits for an end then is no step at all, as threads that look after children often do.
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
     */
    record Step(Tree.Waiter waiter, @Nullable Entry lock, Node owner) {
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
            if (!done.contains(step.waiter.node())) {
                List<Step> circle =
                        find(step.waiter.node(), step.waiter.node(), steps, new ArrayList<>(), new HashSet<>());
                if (circle != null) {
                    circles.add(circle);
                    circle.forEach(each -> done.add(each.waiter.node()));
                }
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
        return owner == null ? null : new Step(waiter, entry, owner);
    }

    private static @Nullable List<Step> find(Node from, Node goal, List<Step> steps, List<Step> path, Set<Node> seen) {
        for (Step step : steps) {
            if (step.waiter.node() != from) {
                continue;
            }
            path.add(step);
            if (step.owner == goal) {
                return List.copyOf(path);
            }
            if (seen.add(step.owner)) {
                List<Step> found = find(step.owner, goal, steps, path, seen);
                if (found != null) {
                    return found;
                }
            }
            path.removeLast();
        }
        return null;
    }

    /** A circle in words, a line for each step. */
    static String describe(Tree tree, List<Step> circle) {
        boolean isOfMainThreads =
                circle.stream().allMatch(step -> step.waiter.noted().isMain());
        StringBuilder text = new StringBuilder(
                (isOfMainThreads ? "Deadlock of " : "Possible deadlock of ") + count(circle.size(), "process") + ":\n");
        for (Step step : circle) {
            text.append("  ")
                    .append(step.waiter.node().label())
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
        return step.owner == step.waiter.node() ? "it holds itself" : step.owner.label() + " holds";
    }

    private static String count(int number, String noun) {
        return number == 1 ? "one " + noun : number + " " + noun + "es";
    }
}
