/** Memory that processes share: the session folder, mapped segments, their layouts, and the table of live processes. */
@NullMarked
package io.github.procession.ipc.memory;

import org.jspecify.annotations.NullMarked;
