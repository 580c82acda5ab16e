/** Choice between what Linux alone has and its portable twin. */
@NullMarked
package io.github.procession.ipc.system;

import org.jspecify.annotations.NullMarked;
