/** The two-lock byte ring in shared memory, and the unbounded chain of such rings. */
@NullMarked
package io.github.procession.ipc.ring;

import org.jspecify.annotations.NullMarked;
