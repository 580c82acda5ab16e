/** Connections between processes: messages over rings, and what is common to those over sockets. */
@NullMarked
package io.github.procession.ipc.transport;

import org.jspecify.annotations.NullMarked;
