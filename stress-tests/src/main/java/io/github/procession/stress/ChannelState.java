package io.github.procession.stress;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.ring.OutgoingRecord;
import io.github.procession.ipc.ring.PeerCheck;
import io.github.procession.ipc.ring.ReadOutcome;
import io.github.procession.ipc.ring.RingChannel;
import io.github.procession.ipc.sync.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A channel that holds seven plain records or three others, and its two users. */
class ChannelState {
    private static final long CAPACITY = 128;
    private static final long CHANNEL_BYTES = RingChannel.bytes(CAPACITY);

    /** Where writers leave plain stores for readers to see: one word for each digit. */
    private static final long WORDS_BYTES = 128;

    private static final PeerCheck ALWAYS_THERE = new PeerCheck() {
        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public boolean isGone() {
            return false;
        }
    };

    final User first;
    final User second;

    ChannelState(Actors.Memory memory) {
        long offset = memory.take();
        first = new User(memory.first(), offset, Actors.FIRST, true);
        second = new User(memory.second(), offset, Actors.SECOND, false);
    }

    static Actors.Memory memory(boolean mappedTwice) {
        return new Actors.Memory(CHANNEL_BYTES + WORDS_BYTES, mappedTwice);
    }

    /** One actor's view. */
    static final class User {
        private final RingChannel channel;
        private final Region region;
        private final long words;

        private User(Region region, long offset, int token, boolean isNew) {
            Region slice = region.slice(offset, CHANNEL_BYTES);
            try {
                this.channel = isNew
                        ? RingChannel.format(slice, Actors.processes(), token)
                        : RingChannel.attach(slice, Actors.processes(), token);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            this.region = region;
            this.words = offset + CHANNEL_BYTES;
        }

        /** Writes records with these digits, each after a plain store; 0, or late. */
        int write(int payload, int... digits) {
            Deadline patience = Actors.patience();
            try {
                for (int digit : digits) {
                    region.putInt(words + 4 * digit, digit);
                    channel.write(Numbers.record(digit, payload), ALWAYS_THERE);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Actors.isLate(patience) ? Actors.LATE : 0;
        }

        /** Writes records with these digits, as many at once as there is room for, each after a plain store; 0, or late. */
        int writeTogether(int... digits) {
            Deadline patience = Actors.patience();
            List<OutgoingRecord> records = new ArrayList<>();
            for (int digit : digits) {
                region.putInt(words + 4 * digit, digit);
                records.add(Numbers.record(digit, 0));
            }
            for (int written = 0; written < digits.length && patience.left() > 0; ) {
                written += channel.tryWriteAll(records.subList(written, digits.length));
            }
            return Actors.isLate(patience) ? Actors.LATE : 0;
        }

        /** Reads so many records, those at once that lie there; their digits as one number, or what went wrong. */
        int readTogether(int count) {
            Deadline patience = Actors.patience();
            List<Numbers.Receiver> received = new ArrayList<>();
            try {
                while (received.size() < count) {
                    int most = count - received.size();
                    if (channel.readAll(Numbers.Receiver::new, received, most, patience, ALWAYS_THERE)
                            != ReadOutcome.RECORD) {
                        return Actors.LATE;
                    }
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            int digits = 0;
            for (Numbers.Receiver receiver : received) {
                digits = append(digits, receiver);
                if (digits < 0) {
                    return digits;
                }
            }
            return Actors.isLate(patience) ? Actors.LATE : digits;
        }

        /** Reads so many records; their digits as one number, or what went wrong. */
        int read(int count) {
            int digits = 0;
            Deadline patience = Actors.patience();
            try {
                for (int i = 0; i < count; i++) {
                    Numbers.Receiver receiver = new Numbers.Receiver();
                    if (channel.read(receiver, patience, ALWAYS_THERE) != ReadOutcome.RECORD) {
                        return Actors.LATE;
                    }
                    digits = append(digits, receiver);
                    if (digits < 0) {
                        return digits;
                    }
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Actors.isLate(patience) ? Actors.LATE : digits;
        }

        /** The digits with one more, or what went wrong. */
        private int append(int digits, Numbers.Receiver receiver) {
            int digit = receiver.digit();
            if (digit >= 0 && region.getInt(words + 4 * digit) != digit) {
                return Actors.BLIND;
            }
            return digit < 0 ? digit : 10 * digits + digit;
        }
    }
}
