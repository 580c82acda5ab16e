package io.github.procession.ipc.codec;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes messages as a broken sender, or a hostile one, might. The seed of the random numbers repeats it. */
final class Mutation {
    private static final int PREFIX_BYTES = Message.PREFIX_BYTES;
    private static final int[] EXTREMES = {
        Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0, 1 << 30, 0x7FFF_FFF0, 0xFFFF, 1 << 20
    };

    private final List<byte[]> messages;
    private final Random random;

    Mutation(List<byte[]> messages, long seed) {
        this.messages = messages;
        this.random = new Random(seed);
    }

    /** One of the messages with one to four changes. */
    byte[] next() {
        byte[] bytes = any().clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            bytes = change(bytes);
        }
        return bytes;
    }

    private byte[] any() {
        return messages.get(random.nextInt(messages.size()));
    }

    private byte[] change(byte[] bytes) {
        if (bytes.length <= PREFIX_BYTES + 1) {
            return new byte[] {1, 0, 0, 0, (byte) random.nextInt()};
        }
        int place = place(bytes);
        byte[] changed = bytes.clone();
        switch (random.nextInt(9)) {
            case 0 -> changed[place] = (byte) random.nextInt();
            case 1 -> changed[place] ^= (byte) (1 << random.nextInt(8));
            case 2 -> Arrays.fill(changed, place, Math.min(bytes.length, place + 5), (byte) 0xFF);
            case 3 -> changed[place] = bytes[place(bytes)];
            case 4 -> {
                if (place + Integer.BYTES <= changed.length) {
                    LittleEndian.putInt(changed, place, EXTREMES[random.nextInt(EXTREMES.length)]);
                }
            }
            case 5 -> changed = withHeadLength(Arrays.copyOf(bytes, place), bytes);
            case 6 -> {
                byte[] more = new byte[1 + random.nextInt(8)];
                random.nextBytes(more);
                changed = withHeadLength(join(bytes, place, more, 0, more.length, place), bytes);
            }
            case 7 -> { // a piece of another message, so that numbers of classes and objects are of another one
                byte[] other = any();
                int from = Math.min(PREFIX_BYTES + random.nextInt(other.length), other.length);
                int length = random.nextInt(other.length - from + 1);
                changed = withHeadLength(join(bytes, place, other, from, length, place), bytes);
            }
            default ->
                LittleEndian.putInt(
                        changed, 0, random.nextBoolean() ? random.nextInt() : random.nextInt(2 * bytes.length));
        }
        return changed;
    }

    private int place(byte[] bytes) {
        return PREFIX_BYTES + random.nextInt(bytes.length - PREFIX_BYTES);
    }

    /** What is in front of a place, a piece of something else, and what is behind another place. */
    private static byte[] join(byte[] bytes, int end, byte[] piece, int from, int length, int rest) {
        byte[] joined = Arrays.copyOf(bytes, end + length + bytes.length - rest);
        System.arraycopy(piece, from, joined, end, length);
        System.arraycopy(bytes, rest, joined, end + length, bytes.length - rest);
        return joined;
    }

    /** Without a length of the head that fits nothing is looked at. A payload stays as long as it was, if it can. */
    private static byte[] withHeadLength(byte[] changed, byte[] before) {
        int payload = before.length - PREFIX_BYTES - LittleEndian.getInt(before, 0);
        int room = changed.length - PREFIX_BYTES;
        LittleEndian.putInt(changed, 0, payload > 0 && payload < room ? room - payload : room);
        return changed;
    }
}
