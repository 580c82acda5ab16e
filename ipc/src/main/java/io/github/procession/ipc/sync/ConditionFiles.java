package io.github.procession.ipc.sync;

import static io.github.procession.ipc.sync.ConditionLayout.place;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellLayout;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The files of a {@link ConditionQueue}: its lock's name, and as many places as waiters need. */
final class ConditionFiles implements AutoCloseable {
    /*
     * Any process may add a file when places run short, under a mutex of its own. The number of files in the cell is the
     * publishing store: a file that a dead process made without it is made anew.
     */
    private final Cell cell;
    private final Path folder;
    private final RobustMutex growth;
    private volatile Segment[] files = new Segment[0];
    private volatile Region[] regions = new Region[0];

    private ConditionFiles(Cell cell, Path folder, RobustMutex growth) {
        this.cell = cell;
        this.folder = folder;
        this.growth = growth;
    }

    /** One file in memory that the caller has mapped and will unmap. */
    static ConditionFiles in(Region region) {
        ConditionFiles places = new ConditionFiles(null, null, null);
        places.regions = new Region[] {region};
        return places;
    }

    static ConditionFiles create(Cell cell, Path folder, long lock, RobustMutex growth) throws IOException {
        cell.region().putInt(cell.base() + CellLayout.LAST_FILE_OFFSET, CompanionsLayout.FILE);
        cell.region().putInt(cell.base() + CellLayout.FIRST_FILE_OFFSET, CompanionsLayout.FILE);
        Segment first = Segment.create(
                cell.file(folder, CompanionsLayout.FILE), ConditionLayout.fileBytes(CompanionsLayout.FILE));
        Companions.publish(first.region(), lock);
        ConditionFiles places = new ConditionFiles(cell, folder, growth);
        places.mapped(new Segment[] {first});
        return places;
    }

    static ConditionFiles open(Cell cell, Path folder, RobustMutex growth) throws IOException {
        ConditionFiles places = new ConditionFiles(cell, folder, growth);
        places.mapAll();
        if (!Companions.areIn(places.regions[0])) {
            places.close();
            throw new IOException("not a condition of this version of the library");
        }
        return places;
    }

    /** The address of the lock. */
    long lock() {
        return Companions.of(regions[0])[0];
    }

    /** The first place that a test accepts, null if there is none. */
    @Nullable
    ConditionPlace find(Predicate<ConditionPlace> test) {
        Region[] all = current();
        for (int file = 0; file < all.length; file++) {
            for (int i = 0; i < ConditionLayout.places(file + 1); i++) {
                ConditionPlace place = new ConditionPlace(all[file], place(i));
                if (test.test(place)) {
                    return place;
                }
            }
        }
        return null;
    }

    private int fileCount() {
        return cell.region().getIntAcquire(cell.base() + CellLayout.LAST_FILE_OFFSET);
    }

    /** The memory of the files that there are at present. */
    private Region[] current() {
        Region[] known = regions;
        if (cell == null || known.length == fileCount()) {
            return known;
        }
        try {
            return mapAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private synchronized Region[] mapAll() throws IOException {
        Segment[] known = files;
        int count = fileCount();
        if (known.length < count) {
            Segment[] more = Arrays.copyOf(known, count);
            for (int i = known.length; i < count; i++) {
                more[i] = Segment.open(cell.file(folder, i + 1));
            }
            mapped(more);
        }
        return regions;
    }

    private void mapped(Segment[] all) {
        regions = Arrays.stream(all)
                .map(Segment::region)
                .toArray(Region[]::new); // first, as there may be no memory for it
        files = all;
    }

    /** Adds a file, unless another process just did. */
    void grow() {
        int seen = regions.length;
        Uninterruptibly.lock(growth);
        try {
            int last = fileCount();
            if (last == seen) {
                Segment.create(cell.file(folder, last + 1), ConditionLayout.fileBytes(last + 1))
                        .close();
                cell.region().putIntRelease(cell.base() + CellLayout.LAST_FILE_OFFSET, last + 1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            growth.unlock();
        }
    }

    /** Unmaps the files. */
    @Override
    public void close() {
        for (Segment file : files) {
            file.close();
        }
    }
}
