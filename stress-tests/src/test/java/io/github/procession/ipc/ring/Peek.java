package io.github.procession.ipc.ring;

import io.github.procession.ipc.memory.Region;

/** What a test must see of a ring to know how far another process is. */
public final class Peek {
    private Peek() {}

    /** Whether the channel's last record is not complete. */
    public static boolean isOpen(Region channel) {
        return ChannelLayout.isOpen(channel.getLongVolatile(ChannelLayout.TAIL_OFFSET));
    }

    /** Whether a writer announced that it waits for space. */
    public static boolean isWaitingForSpace(Region channel) {
        return channel.getIntVolatile(ChannelLayout.SPACE_OFFSET) != 0;
    }

    /** Whether a reader announced that it waits for data. */
    public static boolean isWaitingForData(Region channel) {
        return channel.getIntVolatile(ChannelLayout.DATA_OFFSET) != 0;
    }

    /** Whether a consumer announced that it waits for items. */
    public static boolean isWaitingForItems(Region queue) {
        return queue.getIntVolatile(QueueLayout.ITEMS_OFFSET) != 0;
    }

    /** Whether a producer announced that it waits for room. */
    public static boolean isWaitingForRoom(Region queue) {
        return queue.getIntVolatile(QueueLayout.ROOM_OFFSET) != 0;
    }
}
