/** What can be sent to other processes: serializers for what cannot by itself, and the errors of sending and receiving. */
@NullMarked
package io.github.procession.serialization;

import org.jspecify.annotations.NullMarked;
