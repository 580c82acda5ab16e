package io.github.procession.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The marks that children of a pool have printed behind what tasks print, and the outcomes that wait for them. */
final class Marks {
    private final Set<String> came = new HashSet<>(); // guarded by this
    private final Map<String, Runnable> awaited = new HashMap<>(); // guarded by this

    /** Takes one that was read from the output of a child, as all before it. */
    void come(String mark) {
        Runnable action;
        synchronized (this) {
            action = awaited.remove(mark);
            if (action == null) {
                came.add(mark);
            }
        }
        if (action != null) {
            action.run();
        }
    }

    /** Has it run as soon as all of them have come. */
    void whenCome(List<String> marks, Runnable action) {
        if (marks.isEmpty()) {
            action.run();
            return;
        }
        Runnable others = () -> whenCome(marks.subList(1, marks.size()), action);
        synchronized (this) {
            if (!came.remove(marks.getFirst())) {
                awaited.put(marks.getFirst(), others);
                return;
            }
        }
        others.run();
    }
}
