package io.github.procession.ipc.jvm;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Transfer of large arrays between memory and the pipe. Apart from the start path, since memory segments are slow to load. */
final class Payloads {
    private static final int COPY_BYTES = 1 << 16;

    private Payloads() {}

    static void write(MemorySegment payload, OutputStream pipe) throws IOException {
        byte[] copy = new byte[(int) Math.min(COPY_BYTES, payload.byteSize())];
        for (long offset = 0; offset < payload.byteSize(); offset += copy.length) {
            int count = (int) Math.min(copy.length, payload.byteSize() - offset);
            MemorySegment.copy(payload, ValueLayout.JAVA_BYTE, offset, copy, 0, count);
            pipe.write(copy, 0, count);
        }
    }

    static void read(InputStream pipe, MemorySegment payload) throws IOException {
        byte[] copy = new byte[(int) Math.min(COPY_BYTES, payload.byteSize())];
        for (long offset = 0; offset < payload.byteSize(); ) {
            int count = pipe.read(copy, 0, (int) Math.min(copy.length, payload.byteSize() - offset));
            if (count < 0) {
                throw new EOFException();
            }
            MemorySegment.copy(copy, 0, payload, ValueLayout.JAVA_BYTE, offset, count);
            offset += count;
        }
    }
}
