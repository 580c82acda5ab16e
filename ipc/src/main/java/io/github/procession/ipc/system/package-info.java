/** Choice between what Linux alone has and its portable twin, and what an image of the JDK may lack. */
@NullMarked
package io.github.procession.ipc.system;

import org.jspecify.annotations.NullMarked;
