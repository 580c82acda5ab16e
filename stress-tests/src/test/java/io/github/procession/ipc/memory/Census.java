package io.github.procession.ipc.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a session holds at a moment, to be compared with another moment.
 *
 * @param cells shared objects in use
 * @param processes slots of the process table in use
 * @param files names of the files in the folder, slabs left out: they serve again; so do named pipes that were made for the
 *     next children, of which there are at most three
 */
public record Census(int cells, int processes, SortedSet<String> files) {
    private static final int MOST_PIPES_IN_ADVANCE = 3;

    /** The session of this process now. */
    public static Census now() {
        Session session = Session.current();
        int processes = 0;
        for (int slot = 0; slot < ProcessTableLayout.SLOTS; slot++) {
            if (session.processes().tokenIn(slot) != 0) {
                processes++;
            }
        }
        try (var entries = Files.list(session.directory())) {
            SortedSet<String> files = entries.map(file -> file.getFileName().toString())
                    .filter(file -> !file.startsWith("slab-"))
                    .collect(Collectors.toCollection(TreeSet::new));
            SortedSet<String> pipes = files.subSet("control-", "control.");
            if (pipes.size() <= MOST_PIPES_IN_ADVANCE) {
                pipes.clear();
            }
            return new Census(session.cells().countLive(), processes, files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many cells can be allocated before memory grows. */
    public static int freeCells() {
        Session session = Session.current();
        try (var entries = Files.list(session.directory())) {
            long slabs = entries.filter(file -> file.getFileName().toString().startsWith("slab-"))
                    .count();
            return (int) slabs * CellLayout.CELLS_PER_SLAB - 1 - session.cells().countLive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
