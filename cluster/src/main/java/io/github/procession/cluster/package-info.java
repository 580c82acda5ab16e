/** Queues, locks, maps and more on a Valkey or Redis server, for programs on many machines. */
package io.github.procession.cluster;
