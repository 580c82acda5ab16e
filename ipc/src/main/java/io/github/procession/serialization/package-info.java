/** What can be sent to other processes: serializers for what cannot by itself, and the errors of sending and receiving. */
package io.github.procession.serialization;
