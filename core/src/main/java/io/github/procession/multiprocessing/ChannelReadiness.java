package io.github.procession.multiprocessing;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.ServiceLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Readiness of channels of {@code java.nio} for reading or accepting, watched by a selector in a thread of its own, for as
 * long as one wait lasts. The channels are in non-blocking mode meanwhile and get their old mode back.
 */
final class ChannelReadiness implements AutoCloseable {
    private static final int INTERESTS = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

    private final Selector selector;
    private final List<SelectableChannel> madeNonBlocking = new ArrayList<>();
    private final Set<SelectableChannel> ready = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    ChannelReadiness(List<SelectableChannel> channels, Runnable onReady) {
        boolean watches = false;
        try {
            selector = Selector.open();
            try {
                for (SelectableChannel channel : channels) {
                    if (channel.isBlocking()) {
                        channel.configureBlocking(false);
                        madeNonBlocking.add(channel);
                    }
                    channel.register(selector, channel.validOps() & INTERESTS);
                }
                selector.selectNow(this::markReady);
                thread = Thread.ofPlatform().daemon().name("procession-select").start(() -> select(onReady));
                watches = true;
            } finally {
                if (!watches) { // the system may have no thread for it
                    giveBack();
                }
            }
        } catch (ClosedChannelException e) {
            throw new UncheckedIOException("cannot wait for a channel or connection that is closed", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wait for a channel: " + e.getMessage(), e);
        }
    }

    /** Closes the selector and gives the channels their old mode. */
    private void giveBack() throws IOException {
        selector.close();
        for (SelectableChannel channel : madeNonBlocking) {
            if (channel.isOpen()) {
                channel.configureBlocking(true);
            }
        }
    }

    private void markReady(SelectionKey key) {
        ready.add(key.channel());
        key.interestOps(0);
    }

    private void select(Runnable onReady) {
        Consumer<SelectionKey> mark = this::markReady;
        ServiceLoop.run(
                () -> {
                    try {
                        if (selector.select(mark) > 0) {
                            onReady.run();
                        }
                    } catch (ClosedSelectorException e) {
                        return false; // the wait is over
                    }
                    return selector.isOpen();
                },
                e -> LibraryLogger.of(ChannelReadiness.class).warn("the watch over channels goes on", e));
    }

    boolean isReady(SelectableChannel channel) {
        if (!channel.isOpen()) {
            throw new IllegalStateException("a channel that is waited for was closed: " + channel);
        }
        return ready.contains(channel);
    }

    @Override
    public void close() {
        boolean interrupted = false;
        try {
            selector.close();
            while (true) {
                try {
                    thread.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true; // the selector is closed: it ends at once
                }
            }
            giveBack();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
