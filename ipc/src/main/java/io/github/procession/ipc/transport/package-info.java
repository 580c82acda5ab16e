/** Connections between processes: messages over rings and over sockets. */
@NullMarked
package io.github.procession.ipc.transport;

import org.jspecify.annotations.NullMarked;
