package io.github.procession.ipc.jvm;

/** The use that a child makes of its parent's classes. */
enum ParentClasses {
    /** Only when a message names a class that the child does not have. */
    IF_MISSED,

    /**
     * Classes of the parent only where the child's class path has none: the task's class loader is the library's, or
     * above it.
     */
    AFTER_OWN,

    /** Classes in the order of the parent: the task has a class loader of its own, with an order of its own. */
    BEFORE_OWN;

    static final ParentClasses[] ALL = values();
}
