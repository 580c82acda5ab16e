/** What {@code multiprocessing} and {@code threading} both stand on: how targets are called, named and given arguments. */
package io.github.procession.internal;
