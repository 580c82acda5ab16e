/**
 * Messages between processes that share no memory: over UNIX-domain sockets and TCP, with limits on what a stranger may
 * cost before it has proved that it knows the key.
 */
@NullMarked
package io.github.procession.ipc.net;

import org.jspecify.annotations.NullMarked;
