/**
 * Python's {@code threading} on {@code java.util.concurrent}: threads, locks and what is local to a thread, under
 * Python's names and with Python's rules.
 *
 * <p>The classes of the same names in {@code io.github.procession.multiprocessing} are used in the same way, between
 * processes. Where the two modules differ in Python, in what a negative timeout means for example, they differ here.
 */
@NullMarked
package io.github.procession.threading;

import org.jspecify.annotations.NullMarked;
