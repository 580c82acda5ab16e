/**
 * Features that only some systems or JDK images have: Linux's folders of processes and shared memory, with
 * the JDK's answers in their place, and the flight recorder.
 */
@NullMarked
package io.github.procession.ipc.system;

import org.jspecify.annotations.NullMarked;
