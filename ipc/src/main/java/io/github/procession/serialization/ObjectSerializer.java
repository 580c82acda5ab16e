package io.github.procession.serialization;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;

/**
 * Rule by which objects of a class are sent to other processes: for classes that cannot be sent as they are, or that should be
 * sent in another form. Python has {@code copyreg.pickle} and {@code ForkingPickler.register} for it.
 *
 * <pre>{@code
 * public final class SocketAddressSerializer implements ObjectSerializer<Endpoint> {
 *     public Class<Endpoint> type() { return Endpoint.class; }
 *     public void write(Endpoint endpoint, ObjectOutput out) throws IOException {
 *         out.writeUTF(endpoint.host());
 *         out.writeInt(endpoint.port());
 *     }
 *     public Endpoint read(ObjectInput in) throws IOException { return Endpoint.connect(in.readUTF(), in.readInt()); }
 * }
 * }</pre>
 *
 * <p>Serializers are found by {@link java.util.ServiceLoader} in the context class loader of the thread that sends or
 * receives: name the class in {@code META-INF/services/io.github.procession.serialization.ObjectSerializer}, or in a named
 * module {@code provides} it. Both processes need it, as they need the class itself; where only one has it, sending or
 * receiving fails and says so. Children get it from their parent's class path or class loaders without further ado.
 *
 * <p>A serializer is asked for objects of its {@link #type} and of all subtypes, unless another one has a nearer type. It
 * wins over everything that this library or the class itself says about serialization, also for classes of the JDK.
 * Not open to it are strings, boxed numbers, enums, arrays, {@code Class}, {@code ByteBuffer}, lambdas, proxies, and the
 * objects of this library that processes share, such as queues and locks.
 *
 * <p>One instance serves all threads, at the same time.
 *
 * @param <T> the class, or an interface or superclass of several
 */
public interface ObjectSerializer<T> {
    /**
     * The class whose objects this serializer writes, with its subtypes.
     *
     * @return the class; always the same one
     */
    Class<T> type();

    /**
     * Writes what {@link #read} needs to make the object again. Parts written with {@link ObjectOutput#writeObject} may be
     * of any class that can be sent, Serializable or not, and keep their identity within the message; only the object
     * itself must not be among what they hold.
     *
     * @param value the object, not null
     * @param out takes its parts; valid during this call only
     * @throws IOException if it cannot be sent, which the sender gets as the cause of {@link NotSendableException}; other
     *     exceptions have the same effect
     */
    void write(T value, ObjectOutput out) throws IOException;

    /**
     * Makes an object from what {@link #write} wrote, all of which must be read, in the same order.
     *
     * @param in gives its parts; valid during this call only
     * @return the object, not null
     * @throws IOException if it cannot be made, which the receiver gets as the cause of {@link DecodeException}; other
     *     exceptions have the same effect
     * @throws ClassNotFoundException if the class of a part is missing
     */
    T read(ObjectInput in) throws IOException, ClassNotFoundException;
}
