/** The two-lock byte ring in shared memory, and the unbounded chain of such rings. */
package io.github.procession.ipc.ring;
