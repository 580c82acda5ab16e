/**
 * What systems and JDK images have, or are short of: Linux's folders of processes and shared memory, with the JDK's answers in
 * their place, the flight recorder, and for a while descriptors, threads or memory.
 */
@NullMarked
package io.github.procession.ipc.system;

import org.jspecify.annotations.NullMarked;
