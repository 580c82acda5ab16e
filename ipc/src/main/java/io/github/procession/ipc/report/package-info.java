/** What the library tells a person: its own log, and the texts of exceptions, whose classes may be anybody's. */
@NullMarked
package io.github.procession.ipc.report;

import org.jspecify.annotations.NullMarked;
