package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.minlog.Log;
import io.github.procession.serialization.NotSendableException;

/**
 * Values that are graphs of arbitrary objects: the door to Kryo. No class of Kryo is loaded before this one, and
 * nothing
 * outside this package knows that Kryo exists.
 */
final class GraphCodec {
    /** Levels of nesting that fit on the stack of any thread, also while the JVM still interprets. */
    static final int ORDINARY_DEPTH = 400;

    private static final int DEEP_DEPTH = 250_000;

    static {
        // Kryo reads it when its first class is initialized; with Unsafe the JVM prints warnings, or Kryo fails.
        System.setProperty("kryo.unsafe", "false");
        Log.NONE();
    }

    private GraphCodec() {}

    /** Appends a graph to a head, or leaves the head as it was and throws. */
    static void encode(HeadWriter writer, Object root) {
        int position = writer.position();
        int addressCount = writer.addressCount();
        try {
            try {
                encode(writer, root, ORDINARY_DEPTH);
            } catch (TooDeepException | StackOverflowError e) {
                writer.rewind(position, addressCount);
                DeepStack.call(() -> {
                    encode(writer, root, DEEP_DEPTH);
                    return null;
                });
            }
        } catch (TooDeepException | StackOverflowError e) {
            writer.rewind(position, addressCount);
            throw new NotSendableException(
                    root.getClass().getName() + " cannot be sent to another process: its objects "
                            + "are nested too deeply; send them as a list",
                    e);
        } catch (RuntimeException | Error e) {
            writer.rewind(position, addressCount);
            throw e;
        }
    }

    private static void encode(HeadWriter writer, Object root, int maxDepth) {
        GraphKryo kryo = GraphPool.take(ClassLoaders.current());
        try {
            kryo.writeGraph(writer, root, maxDepth);
        } catch (RuntimeException | LinkageError e) {
            rethrowHidden(e);
            throw notSendable(kryo, root, e);
        }
        GraphPool.give(kryo);
    }

    private static NotSendableException notSendable(GraphKryo kryo, Object root, Throwable failure) {
        if (failure instanceof Refusal refusal) {
            Object[] chain = kryo.references().chain(refusal.depth());
            String path = ObjectPath.describe(kryo, chain);
            String reason = refusal.getMessage() + Captures.hint(chain);
            return new NotSendableException(path.isEmpty() ? reason : path + ": " + reason, refusal.getCause());
        }
        String path = ObjectPath.describe(
                kryo, kryo.references().chain(kryo.references().deepest()));
        Throwable cause = failure instanceof KryoException && failure.getCause() != null ? failure.getCause() : failure;
        return new NotSendableException(
                (path.isEmpty() ? "" : path + " or near it: ") + root.getClass().getName()
                        + " cannot be sent to another process: " + cause,
                cause);
    }

    /** Reads the rest of a head. */
    static Object decode(HeadReader reader) {
        int position = reader.position();
        try {
            return decode(reader, ORDINARY_DEPTH);
        } catch (TooDeepException | StackOverflowError e) {
            int length = reader.remaining();
            HeadReader again = new HeadReader(reader.buffer(), position, length);
            Object root = DeepStack.call(() -> decode(again, DEEP_DEPTH));
            reader.skip(again.position() - position);
            return root;
        }
    }

    private static Object decode(HeadReader reader, int maxDepth) {
        GraphKryo kryo = GraphPool.take(ClassLoaders.current());
        Object root;
        try {
            root = kryo.readGraph(reader, maxDepth);
        } catch (RuntimeException e) {
            rethrowHidden(e);
            throw e;
        }
        GraphPool.give(kryo);
        return root;
    }

    /** Kryo and reflection hide what matters inside exceptions of their own. */
    private static void rethrowHidden(Throwable failure) {
        int depth = 0;
        for (Throwable e = failure; e != null && depth < 100; e = e.getCause()) {
            if (e instanceof StackOverflowError overflow) {
                throw overflow;
            }
            if (e instanceof TooDeepException tooDeep) {
                throw tooDeep;
            }
            if (e instanceof SerializerMismatch mismatch) {
                throw mismatch;
            }
            depth++;
        }
    }
}
