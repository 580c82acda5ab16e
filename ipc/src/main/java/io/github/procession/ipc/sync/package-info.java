/** Waiting across processes: the parker, the robust mutex, semaphores and event counts over words of shared memory. */
@NullMarked
package io.github.procession.ipc.sync;

import org.jspecify.annotations.NullMarked;
