package io.github.procession.tools;

import io.github.procession.ipc.memory.SessionSnapshot.Member;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process of a tree as tools show it. */
final class Node {
    final Member member;
    final @Nullable SystemProcess system;
    final List<Node> children = new ArrayList<>();

    /** What it does, as one phrase. */
    String doing = "";

    /** Bytes of memory, -1 if they are not known. */
    long memory = -1;

    Node(Member member, @Nullable SystemProcess system) {
        this.member = member;
        this.system = system;
    }

    String name() {
        return member.name().isEmpty() ? "process " + member.pid() : Text.clean(member.name());
    }

    /** Name and pid. */
    String label() {
        return name() + (member.pid() == 0 ? "" : " (pid " + member.pid() + ")");
    }

    boolean isStopped() {
        return system != null && system.isStopped();
    }

    boolean hasEnded() {
        return member.pid() != 0 && (system == null || system.isDead());
    }
}
