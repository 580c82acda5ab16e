/** What {@code multiprocessing} and {@code threading} both stand on: how targets are called, named and given arguments. */
@NullMarked
package io.github.procession.internal;

import org.jspecify.annotations.NullMarked;
