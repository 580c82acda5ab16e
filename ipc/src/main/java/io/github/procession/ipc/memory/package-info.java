/** Memory that processes share: the session folder, mapped segments, their layouts, and the table of live processes. */
package io.github.procession.ipc.memory;
