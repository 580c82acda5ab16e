package io.github.procession.ipc.jvm;

/** How a child uses the classes of its parent. */
enum ParentClasses {
    /** Only when a message names a class that the child does not have. */
    IF_MISSED,

    /** What the child's class path does not have: the task's class loader is the one of the library, or above it. */
    AFTER_OWN,

    /** As the parent says: the task has a class loader of its own, with an order of its own. */
    BEFORE_OWN;

    static final ParentClasses[] ALL = values();
}
