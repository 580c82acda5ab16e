/** Queues, locks, maps and more on a Valkey or Redis server, for programs on many machines. */
@NullMarked
package io.github.procession.cluster;

import org.jspecify.annotations.NullMarked;
