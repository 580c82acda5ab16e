package io.github.procession.multiprocessing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Frames between the proxies of a process and a manager's server. Each begins with its kind and, but for those about objects,
 * the number of the call.
 *
 * <pre>
 *   client                                        server
 *                                           &lt;--   HELLO      version, id of the server, folder of its session, token
 *   CALL   call, object, thread, method, arguments
 *                                           &lt;--   RETURN     call, value
 *                                           &lt;--   THROW      call, exception
 *                                           &lt;--   DELIVER    call, value that must not be lost
 *   TAKEN  call                                   (the caller has it)
 *   CANCEL call                                   (interrupts it, or gives back what it delivered)
 *   HOLD   object                                 (this process has a proxy)
 *   DROP   object                                 (it has none any more)
 *   KEEP   object                                 (a proxy travels to another process)
 *   PING   0                                &lt;--   PONG       0
 *   PIPE   address of an end               &lt;--   PIPE       the same if the server has opened it, else 0
 * </pre>
 *
 * <p>A client that shares memory with the server offers a pipe in its first frame. If the server opens it, all further frames of
 * both go through the pipe.
 */
final class ManagerWire {
    static final byte VERSION = 3;

    static final byte HELLO = 1;
    static final byte CALL = 2;
    static final byte RETURN = 3;
    static final byte THROW = 4;
    static final byte DELIVER = 5;
    static final byte TAKEN = 6;
    static final byte CANCEL = 7;
    static final byte HOLD = 8;
    static final byte DROP = 9;
    static final byte PING = 10;
    static final byte PONG = 11;
    static final byte KEEP = 12;
    static final byte PIPE = 13;

    /** Kind and number: what each frame but HELLO begins with. */
    static final int HEADER_BYTES = 9;

    /** The object that stands for the server itself. */
    static final long SERVER = 0;

    private ManagerWire() {}

    static byte[] frame(byte kind, long number) {
        return ByteBuffer.allocate(HEADER_BYTES).put(kind).putLong(number).array();
    }

    static byte[] call(long call, long object, long thread, byte[] method) {
        return ByteBuffer.allocate(HEADER_BYTES + 18 + method.length)
                .put(CALL)
                .putLong(call)
                .putLong(object)
                .putLong(thread)
                .putShort((short) method.length)
                .put(method)
                .array();
    }

    static String text(ByteBuffer frame) {
        byte[] bytes = new byte[Short.toUnsignedInt(frame.getShort())];
        frame.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static byte[] hello(String serverId, String session, int token) {
        byte[] id = serverId.getBytes(StandardCharsets.UTF_8);
        byte[] folder = session.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(10 + id.length + folder.length)
                .put(HELLO)
                .put(VERSION)
                .putShort((short) id.length)
                .put(id)
                .putShort((short) folder.length)
                .put(folder)
                .putInt(token)
                .array();
    }
}
