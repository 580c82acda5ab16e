package io.github.procession.ipc.memory;

import static io.github.procession.ipc.memory.CellLayout.CELLS_PER_SLAB;
import static io.github.procession.ipc.memory.CellLayout.CELL_BYTES;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as a tool sees it at one moment: copies of its process table, its board and its cells. What is copied while others write
 * may be half old and half new.
 */
// Longer than most: all that is read of a session from outside, in the order of its files.
public final class SessionSnapshot {
    private static final int MOST_SLABS = 1 << 12;

    /**
     * A process of the session.
     *
     * @param token its name in lock words
     * @param parent token of the process that started it; its own in the root
     * @param pid its process id, 0 while it has none
     * @param startTime the lower 32 bits of its start time, in the unit of the operating system
     * @param name what it is called; empty if that is not known
     * @param started when it was started, in milliseconds since 1970; 0 if that is not known
     * @param waits what its threads have been waiting for
     */
    public record Member(int token, int parent, long pid, int startTime, String name, long started, List<Wait> waits) {}

    /**
     * A wait of a thread that has lasted for some milliseconds.
     *
     * @param thread the id of the thread
     * @param isMain whether it is the main thread
     * @param address of the cell that it waits for; for another kind of thing which of that kind
     * @param offset of the word that it waits for, in the cell's words or in its file; negative for another kind of thing
     * @param words how many words it waits for
     * @param since when it began, in milliseconds since 1970
     * @param seen when it was last noted, in milliseconds since 1970: several times a second while it lasts; {@link Long#MAX_VALUE}
     *     if the note is taken away at its end
     */
    public record Wait(long thread, boolean isMain, long address, int offset, int words, long since, long seen) {}

    /**
     * A cell in use.
     *
     * @param cell a copy of it
     * @param type one of the numbers of the cells' types
     */
    public record Entry(Cell cell, int type) {
        /**
         * The number of the cell, by which tools call it.
         *
         * @return its index
         */
        public int number() {
            return cell.number();
        }
    }

    private final Path folder;
    private final OpenFiles files;
    private final PlacesInUse slots;
    private final List<PlacesInUse> slabs;
    private final Region table;
    private final Region board;
    private final List<Integer> tokens = new ArrayList<>();

    private SessionSnapshot(Path folder, OpenFiles files, PlacesInUse slots, List<PlacesInUse> slabs)
            throws IOException {
        this.folder = folder;
        this.files = files;
        this.slots = slots;
        this.slabs = slabs;
        BitSet looked = slots.look();
        table = slots(Session.TABLE_FILE, ProcessTableLayout.SLOTS_OFFSET, ProcessTableLayout.SLOT_BYTES, looked);
        requireVersion(
                table, ProcessTableLayout.MAGIC, ProcessTableLayout.VERSION, ProcessTableLayout.BYTES, "process table");
        ProcessTable processes = ProcessTable.view(table);
        BitSet used = new BitSet();
        for (int slot = looked.nextSetBit(0); slot >= 0; slot = looked.nextSetBit(slot + 1)) {
            int token = processes.tokenIn(slot);
            if (token != 0) {
                tokens.add(token);
                used.set(slot);
                slots.found(slot);
            }
        }
        board = slots(Board.FILE, BoardLayout.SLOTS_OFFSET, BoardLayout.SLOT_BYTES, used);
        requireVersion(board, BoardLayout.MAGIC, BoardLayout.VERSION, BoardLayout.BYTES, "board");
    }

    /**
     * Reads the process table and the board of a session.
     *
     * @param folder the session folder
     * @param files its reader
     * @return the snapshot
     * @throws UnreadableSessionException if the session cannot be looked at
     * @throws IOException if its files cannot be read
     */
    public static SessionSnapshot read(Path folder, OpenFiles files) throws IOException {
        requireOwnSession(folder);
        return new SessionSnapshot(folder, files, new PlacesInUse(ProcessTableLayout.SLOTS), new ArrayList<>());
    }

    /**
     * Looks at the session again, with the same reader. This snapshot is void from now on. A new process or object may be
     * missing for a second.
     *
     * @return another snapshot
     * @throws UnreadableSessionException if the session cannot be looked at
     * @throws IOException if its files cannot be read
     */
    public SessionSnapshot again() throws IOException {
        if (!SessionFolder.isThere(folder)) { // its files, which stay open, can still be read
            throw ended(folder);
        }
        files.nextLook();
        return new SessionSnapshot(folder, files, slots, slabs);
    }

    private static void requireOwnSession(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw ended(folder);
        }
        if (Ownership.isForeign(folder)) {
            throw new UnreadableSessionException("The session " + folder + " belongs to the user "
                    + Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName()
                    + " or is open to others: only its owner may look at it.");
        }
        String marker = SessionFolder.markerIn(folder);
        if (!marker.startsWith(SessionFolder.headOf(folder.getFileName().toString()))) {
            throw new UnreadableSessionException(
                    "The folder " + folder + " has no marker of a session of that name: it is damaged or has ended.");
        }
    }

    private void requireVersion(Region region, int magic, int version, long bytes, String what)
            throws UnreadableSessionException {
        if (region.getInt(0) != magic) {
            throw damaged("its " + what + " does not begin as one");
        }
        if (region.getInt(4) != version) {
            throw new UnreadableSessionException(
                    "The session " + folder + " was made by another version of Procession (its "
                            + what + " has layout " + region.getInt(4) + ", this tool reads " + version
                            + "): use the tools of that version.");
        }
        if (region.size() < bytes) {
            throw damaged("its " + what + " is cut off after " + region.size() + " bytes");
        }
    }

    private static UnreadableSessionException ended(Path folder) {
        return new UnreadableSessionException("The session " + folder + " has ended.");
    }

    private UnreadableSessionException damaged(String how) {
        return new UnreadableSessionException("The session " + folder + " is damaged: " + how + ".");
    }

    /** The header of a file and those of its slots that belong to some processes. */
    private Region slots(String name, long first, long slotBytes, BitSet slots) throws IOException {
        return places(name, first, first, slotBytes, slots, ProcessTableLayout.SLOTS);
    }

    /** Places of a file of the session; one that is not there now has gone with its session. */
    private Region places(String name, long least, long first, long placeBytes, BitSet places, int count)
            throws IOException {
        try {
            return files.copyPlaces(folder.resolve(name), least, first, placeBytes, places, count);
        } catch (NoSuchFileException e) {
            if (SessionFolder.isThere(folder)) {
                throw new UnreadableSessionException("The session " + folder + " has no file '" + name
                        + "': it is just ending, is damaged, or was made by another version of Procession.");
            }
            throw ended(folder);
        } catch (EOFException e) {
            throw damaged("its file '" + name + "' is cut off");
        }
    }

    /**
     * The session folders that are to be seen, of whatever user: where this process would make its own, or may have made it.
     *
     * @return their paths
     */
    public static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        for (Path place : SessionFolder.places()) {
            try (var entries = Files.newDirectoryStream(place, SessionFolder::isNamedSo)) {
                entries.forEach(folders::add);
            } catch (IOException | java.nio.file.DirectoryIteratorException e) {
                continue; // such a place has none for this user
            }
        }
        return folders;
    }

    /**
     * Whether a folder is named as session folders are.
     *
     * @param folder its path
     * @return true if {@link #rootPid} is in its name
     */
    public static boolean isNamedSo(Path folder) {
        return folder.getFileName() != null && SessionFolder.isNamedSo(folder);
    }

    /**
     * The pid in the name of a session folder.
     *
     * @param folder its path
     * @return the pid of the root, as it is in the container that the session belongs to
     */
    public static long rootPid(Path folder) {
        return SessionFolder.pidIn(folder);
    }

    /**
     * Whether the pids of a session mean here what they mean there.
     *
     * @param folder the session folder
     * @return false for a session of another container
     */
    public static boolean isOfThisSystem(Path folder) {
        return SessionFolder.tagIn(folder).equals(ProcessIdentity.pidSpaceTag());
    }

    /**
     * The processes in the table, those that have died and are not reaped yet included.
     *
     * @return by their slots
     */
    public List<Member> members() {
        List<Member> members = new ArrayList<>();
        ProcessTable processes = ProcessTable.view(table);
        for (int token : tokens) {
            int slot = ProcessTable.slotOf(token);
            long identity = table.getLong(ProcessTableLayout.slot(slot) + ProcessTableLayout.IDENTITY_OFFSET);
            long pid = processes.pidOf(token);
            boolean bound = pid > 0;
            members.add(new Member(
                    token,
                    processes.creatorOf(token),
                    bound ? pid : 0,
                    bound ? (int) (identity >>> 32) : 0,
                    name(token),
                    onBoard(token) ? board.getLong(BoardLayout.slot(token) + BoardLayout.STARTED_OFFSET) : 0,
                    waits(token)));
        }
        return members;
    }

    private boolean onBoard(int token) {
        return board.getInt(BoardLayout.slot(token) + BoardLayout.TOKEN_OFFSET) == token;
    }

    private String name(int token) {
        long slot = BoardLayout.slot(token);
        int length = board.getInt(slot + BoardLayout.LENGTH_OFFSET);
        return onBoard(token) ? text(board, slot + BoardLayout.NAME_OFFSET, length, BoardLayout.NAME_BYTES) : "";
    }

    /** Text of shared memory, which may be damaged. */
    private static String text(Region region, long offset, int length, int most) {
        byte[] bytes = new byte[Math.clamp(length, 0, most)];
        region.copyOut(offset, MemorySegment.ofArray(bytes), 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private List<Wait> waits(int token) {
        List<Wait> waits = new ArrayList<>();
        for (int i = 0; onBoard(token) && i < BoardLayout.WAITS; i++) {
            long wait = BoardLayout.wait(token, i);
            if (board.getLong(wait + BoardLayout.THREAD_OFFSET) != 0) {
                int words = board.getInt(wait + BoardLayout.WORDS_OFFSET);
                waits.add(new Wait(
                        board.getLong(wait + BoardLayout.THREAD_OFFSET),
                        words < 0,
                        board.getLong(wait + BoardLayout.ADDRESS_OFFSET),
                        board.getInt(wait + BoardLayout.WORD_OFFSET),
                        Math.abs(words),
                        board.getLong(wait + BoardLayout.SINCE_OFFSET),
                        board.getLong(wait + BoardLayout.SEEN_OFFSET)));
            }
        }
        return waits;
    }

    /**
     * Copies the cells in use. To be called once for each look.
     *
     * @return by their numbers
     * @throws IOException if they cannot be read
     */
    public List<Entry> cells() throws IOException {
        int count = table.getInt(ProcessTableLayout.SLABS_OFFSET);
        if (count < 0 || count > MOST_SLABS) {
            throw damaged("it says that it has " + count + " slabs of cells");
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i == slabs.size()) {
                slabs.add(new PlacesInUse(CELLS_PER_SLAB));
            }
            PlacesInUse used = slabs.get(i);
            BitSet looked = used.look();
            Region slab = places("slab-" + i, CellLayout.SLAB_BYTES, 0, CELL_BYTES, looked, CELLS_PER_SLAB);
            for (int j = looked.nextSetBit(i == 0 ? 1 : 0); j >= 0; j = looked.nextSetBit(j + 1)) {
                long address = Cells.liveAddress(slab, j * CELL_BYTES, i * CELLS_PER_SLAB + j);
                if (address != 0) {
                    Cell cell = new Cell(address, slab, j * CELL_BYTES);
                    entries.add(new Entry(cell, cell.type()));
                    used.found(j);
                }
            }
        }
        return entries;
    }

    /**
     * Copies the beginning of a file of a cell.
     *
     * @param entry the cell
     * @param number of the file
     * @param least how many bytes it must have
     * @param most how many bytes to copy at most
     * @return the copy, or null if the cell has been freed meanwhile, is still being made or is damaged
     */
    public @Nullable Region file(Entry entry, int number, long least, long most) {
        try {
            return files.copy(entry.cell().file(folder, number), least, most);
        } catch (EOFException | FileSystemException e) {
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Bytes that the files of the session have.
     *
     * @return the sum
     */
    public long bytes() {
        long sum = 0;
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                sum += Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return sum; // a file that has just gone counts no more
        }
        return sum;
    }

    /**
     * A pool, from its cell.
     *
     * @param name of the pool
     * @param done calls that have their result
     * @param failed calls that have failed
     * @param remaining calls that have not ended, as far as their number is known
     * @param started when the pool was made, in milliseconds since 1970
     */
    public record PoolCounts(String name, long done, long failed, long remaining, long started) {
        /**
         * Reads the cell.
         *
         * @param entry of type {@link PoolBoard#CELL_TYPE}
         * @return what it says
         */
        public static PoolCounts of(Entry entry) {
            Cell cell = entry.cell();
            Region region = cell.region();
            String padded = text(
                    region,
                    cell.word(PoolBoardLayout.NAME_OFFSET),
                    PoolBoardLayout.NAME_BYTES,
                    PoolBoardLayout.NAME_BYTES);
            int end = padded.indexOf('\0');
            return new PoolCounts(
                    end < 0 ? padded : padded.substring(0, end),
                    region.getLong(cell.word(PoolBoardLayout.DONE_OFFSET)),
                    region.getLong(cell.word(PoolBoardLayout.FAILED_OFFSET)),
                    Math.max(0, region.getLong(cell.word(PoolBoardLayout.REMAINING_OFFSET))),
                    region.getLong(cell.word(PoolBoardLayout.STARTED_OFFSET)));
        }
    }

    /**
     * A worker of a pool, from the cell by which it claims its tasks.
     *
     * @param token the process
     * @param pool address of the pool's cell, 0 until the worker is ready
     * @param since when its task began, in milliseconds since 1970; 0 if it has none
     * @param done tasks that have their result
     * @param failed tasks that have failed
     */
    public record WorkerCounts(int token, long pool, long since, long done, long failed) {
        /**
         * Reads a cell.
         *
         * @param entry the cell of a value
         * @return what it says, or null if it is no worker's
         */
        public static @Nullable WorkerCounts of(Entry entry) {
            Cell cell = entry.cell();
            Region region = cell.region();
            if (region.getInt(cell.word(PoolBoardLayout.MAGIC_OFFSET)) != PoolBoardLayout.WORKER_MAGIC) {
                return null;
            }
            return new WorkerCounts(
                    region.getInt(cell.word(PoolBoardLayout.TOKEN_OFFSET)),
                    region.getLong(cell.word(PoolBoardLayout.POOL_OFFSET)),
                    region.getLong(cell.word(PoolBoardLayout.SINCE_OFFSET)),
                    region.getLong(cell.word(PoolBoardLayout.WORKER_DONE_OFFSET)),
                    region.getLong(cell.word(PoolBoardLayout.WORKER_FAILED_OFFSET)));
        }
    }
}
