/** Connections between processes: messages over rings and over sockets. */
package io.github.procession.ipc.transport;
