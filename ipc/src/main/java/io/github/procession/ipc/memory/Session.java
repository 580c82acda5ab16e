package io.github.procession.ipc.memory;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The shared memory of one tree of processes: its folder, its process table, its cells.
 *
 * <p>The first process of the tree, the root, opens a session when it needs one and removes the folder when it ends; a
 * child joins the session of its parent when it first touches shared memory.
 */
// Longer than most: the order in which a tree opens, joins and leaves its shared memory, which must be seen at once.
public final class Session {
    static final String TABLE_FILE = "table";
    private static final int ROOT_STAGE = 90;
    private static final String ROOT_NAME = "MainProcess";
    private static final String SHUT_DOWN = "Multiprocessing.shutdown() was called: there are no processes, pools and"
            + " shared objects any more in this class loader";

    /** Held while the root makes the folder. */
    private static final ReentrantLock OPENING = new ReentrantLock();

    private static boolean hooked; // guarded by it

    /** In the root only. */
    private static volatile @Nullable SessionFolder folder;

    private static volatile Session current;
    private static volatile boolean ended;

    /** Whether nothing may be started any more. */
    private static volatile boolean closing;

    /** Whether the session is being given up: its objects are closed, one after the other. */
    private static volatile boolean leaving;

    private static Region prepared;
    private static Path inheritedDirectory;
    private static int inheritedToken;

    private final Path directory;
    private final Region table;
    private final ProcessTable processes;
    private final Cells cells;
    private final Board board;
    private final int token;
    private final ConcurrentHashMap<Long, Integer> holds = new ConcurrentHashMap<>();
    private final Object reaping = new Object();
    private final Object sweeping = new Object();
    private int sweeps; // that run now; guarded by sweeping

    /** In the root only, where the folder needs one. */
    private final FolderKeeper keeper;

    private volatile int deaths;

    private Session(Path directory, Region table, ProcessTable processes, int token, FolderKeeper keeper) {
        this.keeper = keeper;
        this.directory = directory;
        this.table = table;
        this.processes = processes;
        this.token = token;
        this.cells = new Cells(directory, table, processes, token);
        this.board = new Board(directory);
    }

    /**
     * The session of this process, opened or joined by the first call.
     *
     * @return the session
     * @throws UncheckedIOException if the folder cannot be made or mapped
     */
    public static Session current() {
        Session session = current;
        return session != null ? session : open();
    }

    /**
     * The folder of the session of this process, opened or joined by the first call.
     *
     * @return its path
     * @throws IOException if the folder cannot be made or mapped
     */
    public static Path folder() throws IOException {
        try {
            return current().directory();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * The session of this process, if there is one already.
     *
     * @return the session, or null
     */
    public static @Nullable Session currentOrNull() {
        return current;
    }

    /**
     * The session of this process for what only tools need: a child joins it now if it has not, and a root opens none.
     *
     * @return the session, or null
     */
    public static @Nullable Session joinedOrNull() {
        try {
            return current != null || inheritedDirectory == null ? current : current();
        } catch (UncheckedIOException | IllegalStateException _) {
            return null; // it has ended, or there is no memory to map it: tools see less
        }
    }

    /**
     * Whether a folder is that of this process's session; opens none.
     *
     * @param directory the path of a session's folder
     * @return whether this process shares memory with the members of that session
     */
    public static boolean isAt(String directory) {
        Session session = current;
        Path own = session != null ? session.directory : inheritedDirectory;
        return own != null && own.toString().equals(directory);
    }

    /**
     * Records which session this child process belongs to; nothing is mapped yet.
     *
     * @param directory the session folder
     * @param token what {@link #reserveProcess()} gave the parent for this process
     */
    public static synchronized void inherit(Path directory, int token) {
        inheritedDirectory = directory;
        inheritedToken = token;
    }

    /**
     * Maps what {@link #current()} will need, in a process that is not yet a member of the session.
     *
     * @param directory the session folder
     */
    public static synchronized void prepare(Path directory) {
        try {
            prepared = Segment.open(directory.resolve(TABLE_FILE)).region();
        } catch (IOException _) {
            // then the session has ended, and this process is about to, or join meets it again
        }
    }

    /** Refuses from now on what would need a session for longer: processes, pools, a session itself. */
    public static void close() {
        closing = true;
    }

    /**
     * Announces that the session is about to be given up: threads that wait at its objects are told so from now on when the memory
     * goes.
     */
    public static void leave() {
        leaving = true;
    }

    /**
     * Gives the session up, after its folder was removed by {@link ExitSequence#runNow()}: from now on there is none in this
     * class loader.
     */
    public static synchronized void end() {
        ended = true;
        Session session = current;
        if (session != null) {
            session.awaitSweeps();
        }
        current = null;
        Segment.closeAll();
    }

    /**
     * Refuses what would need a session after its end.
     *
     * @throws IllegalStateException if {@link #close()} or {@link #end()} was called
     */
    public static void requireNotEnded() {
        if (closing || ended) {
            throw new IllegalStateException(SHUT_DOWN, EndOfProgram.byShutdown(null));
        }
    }

    /**
     * Refuses to take for the end of another process what is the end of this session.
     *
     * @throws IOException if {@link #leave()} was called
     */
    public static void requireNotLeft() throws IOException {
        if (leaving || ended) {
            throw new IOException(SHUT_DOWN, EndOfProgram.byShutdown(null));
        }
    }

    /** Exception in place of a failure to reach memory, which may be unmapped since the session has ended. */
    static IllegalStateException explain(IllegalStateException failure) {
        return leaving || ended ? new IllegalStateException(SHUT_DOWN, EndOfProgram.byShutdown(failure)) : failure;
    }

    /**
     * Why this process cannot reach its session any more.
     *
     * @return a sentence; null if the session has not ended
     */
    public static @Nullable String whyEnded() {
        return ended ? SHUT_DOWN : ExitSequence.isEnding() ? ExitSequence.ENDING : null;
    }

    /** Lets every process of the session know that threads of this one may sleep in the kernel, where only a wake-up reaches them. */
    public void announceSleepers() {
        if (table.getIntVolatile(ProcessTableLayout.SLEEPERS_OFFSET) == 0) {
            table.putIntVolatile(ProcessTableLayout.SLEEPERS_OFFSET, 1);
        }
    }

    /**
     * Whether threads of any process of the session may sleep in the kernel; before, all look again by themselves.
     *
     * @return true once a process has announced it
     */
    public boolean mayHaveSleepers() {
        return table.getIntVolatile(ProcessTableLayout.SLEEPERS_OFFSET) != 0;
    }

    private static synchronized Session open() {
        requireNotEnded();
        boolean interrupted = false;
        try {
            while (current == null) {
                interrupted |= Thread.interrupted(); // it would close the channel of the folder's lock
                try {
                    current = inheritedDirectory == null ? openRoot() : join(inheritedDirectory, inheritedToken);
                } catch (ClosedByInterruptException | FileLockInterruptionException e) {
                    interrupted = true;
                } catch (IOException e) {
                    throw new UncheckedIOException(e.getMessage(), e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return current;
    }

    private static Session openRoot() throws IOException {
        Dependencies.check();
        OPENING.lock();
        try {
            if (ExitSequence.isEnding()) { // its stage may have passed
                throw new IllegalStateException(ExitSequence.ENDING, new EndOfProgram(null));
            }
            if (!hooked) {
                ExitSequence.add(ROOT_STAGE, OPENING, Session::deleteFolder);
                hooked = true;
            }
            return openRoot(SessionFolder.create());
        } finally {
            OPENING.unlock();
        }
    }

    private static Session openRoot(SessionFolder made) throws IOException {
        try {
            Region table = Segment.create(made.directory().resolve(TABLE_FILE), ProcessTableLayout.BYTES)
                    .region();
            ProcessTable processes = ProcessTable.format(table);
            int token = processes.reserve(0);
            bindSelf(processes, token);
            Board.create(made.directory());
            Session session = new Session(made.directory(), table, processes, token, made.keeper());
            session.board.begin(token, ROOT_NAME);
            folder = made;
            return session;
        } catch (IOException | RuntimeException | Error e) {
            made.delete();
            throw e;
        }
    }

    private static void deleteFolder() {
        SessionFolder made = folder;
        try {
            if (made != null) {
                made.delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + made.directory(), e);
        }
    }

    private static Session join(Path directory, int token) throws IOException {
        Region table = prepared != null
                ? prepared
                : Segment.open(directory.resolve(TABLE_FILE)).region();
        ProcessTable processes = ProcessTable.attach(table);
        bindSelf(processes, token);
        return new Session(directory, table, processes, token, null);
    }

    private static void bindSelf(ProcessTable processes, int token) throws IOException {
        if (!processes.bindSelf(token, ProcessHandle.current().pid())) {
            ProcessIdentity.requireProc();
            // the parent died before it bound this process, and another process released its slot: nothing may be
            // shared now,
            // for others would take every lock of this process for a dead one's
            throw new IOException("this process no longer belongs to the session of its parent, which has ended");
        }
    }

    /**
     * Names the removal of the session folder as the cause of a failure, if the folder is gone.
     *
     * @param failure of something that needs the folder
     * @return an exception that says so, or the failure itself
     */
    public IOException explain(IOException failure) {
        return SessionFolder.isThere(directory)
                ? failure
                : new IOException(SessionFolder.whyGone(directory), EndOfProgram.or(failure));
    }

    /** Whether a file belongs to a cell of this process's session that was freed; the other files stay until a session ends. */
    static boolean isOfFreedCell(Path file) {
        Session session = current;
        long address = Cell.addressIn(file);
        return session != null
                && session.directory.equals(file.getParent())
                && address != 0
                && session.cells.find(address) == null;
    }

    /**
     * The folder of the session.
     *
     * @return its path
     */
    public Path directory() {
        return directory;
    }

    /**
     * Announces that this process ends children from now on, so that none of them complains of what the end of another one does to it.
     *
     * @param all whether all are ended, not only daemons
     */
    public void beginToEndChildren(boolean all) {
        processes.beginToEndChildren(token, all);
    }

    /**
     * Whether the parent of this process is ending it.
     *
     * @param daemon whether this process is a daemon
     * @return true once the parent has announced it
     */
    public boolean isEndedByParent(boolean daemon) {
        return processes.isEndedByCreator(token, daemon);
    }

    /**
     * This process's name in lock words.
     *
     * @return the token, never zero
     */
    public int token() {
        return token;
    }

    /**
     * The table of live processes.
     *
     * @return the table
     */
    public ProcessTable processes() {
        return processes;
    }

    /**
     * The shared cells.
     *
     * @return the allocator
     */
    public Cells cells() {
        return cells;
    }

    /**
     * Board of the processes, which tools show.
     *
     * @return the board
     */
    public Board board() {
        return board;
    }

    /**
     * Finds the cell that a word of shared memory belongs to: one of its words, or a word of one of its files.
     *
     * @param place where the word is, as {@link Region#addressOf} tells
     * @return the address of the cell and the offset of the word in the cell or file, or null if the word belongs to none
     */
    public long @Nullable [] cellOf(long place) {
        long[] found = cells.cellOf(place);
        return found != null ? found : Segment.cellOf(place);
    }

    /**
     * Takes a slot of the process table for a child that is about to be started.
     *
     * @return its token
     * @throws IOException if the tree already has 1024 live processes
     */
    public int reserveProcess() throws IOException {
        int reserved = processes.reserve(token);
        if (reserved == 0) {
            reapOrphans();
            sweep();
            reserved = processes.reserve(token);
        }
        if (reserved == 0) {
            throw new IOException(
                    "this tree of processes already has " + ProcessTableLayout.SLOTS + " members, the maximum");
        }
        if (keeper != null) {
            keeper.childStarts();
        }
        return reserved;
    }

    /**
     * Records which process of the operating system a token belongs to.
     *
     * @param child from {@link #reserveProcess()}
     * @param pid the process just launched
     */
    public void bindProcess(int child, long pid) {
        processes.bind(child, pid);
    }

    /**
     * Makes a child hold shared objects that its start message names, before it is launched.
     *
     * @param child from {@link #reserveProcess()}
     * @param addresses of objects which this process holds
     * @throws IllegalArgumentException if this process does not hold one of them: it was closed
     */
    public void grant(int child, long[] addresses) {
        requireHeld(addresses);
        for (long address : addresses) {
            cells.setHolder(cells.at(address), child);
        }
    }

    /**
     * Releases all that an ended child of this process held and frees its slot. Also cleans up after dead processes whose parents
     * are dead, such as children of that one. {@link #sweep()} should follow. What fails for lack of memory can be tried again.
     *
     * @param child from {@link #reserveProcess()}; may never have been launched
     */
    public void processEnded(int child) {
        processEnded(child, false);
    }

    /**
     * As {@link #processEnded(int)}, for a child of which is known how it ended.
     *
     * @param child from {@link #reserveProcess()}
     * @param inOrder whether the child has deleted its {@link PidFiles} itself
     */
    public void processEnded(int child, boolean inOrder) {
        reap(child, true, inOrder);
        reapOrphans();
        synchronized (reaping) {
            deaths++;
        }
        if (keeper != null) {
            keeper.childEnded(); // last, since it counts
        }
    }

    /**
     * Frees the shared objects that only ended processes and messages had, in time that grows with the unread messages. Nothing
     * happens when the session has ended.
     */
    public void sweep() {
        synchronized (sweeping) {
            if (ended) {
                return;
            }
            sweeps++;
        }
        try {
            cells.sweep();
        } finally {
            synchronized (sweeping) {
                sweeps--;
                sweeping.notifyAll();
            }
        }
    }

    /** The thread that saw a child end sweeps after the end is known: its memory must stay mapped for so long. */
    private void awaitSweeps() {
        boolean interrupted = false;
        synchronized (sweeping) {
            while (sweeps > 0) {
                try {
                    sweeping.wait();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Counts the ended processes that this one has cleaned up after.
     *
     * @return another number when there was one more
     */
    public int deaths() {
        return deaths;
    }

    /**
     * One thread at a time: the slot is free for another process when a thread has finished, and what a second thread
     * then took from the dead would be taken from that process.
     */
    private void reap(int dead, boolean ended, boolean inOrder) {
        synchronized (reaping) {
            long pid = processes.pidOf(dead); // none if it was never bound
            if (processes.beginReaping(dead, token, ended)) {
                cells.releaseAll(dead);
                deleteFiles(dead, inOrder ? -1 : pid);
                processes.finishReaping(dead, token);
            }
        }
    }

    private void deleteFiles(int dead, long pid) {
        exitReport(directory.toFile(), dead).delete(); // the parent has taken it, or is dead
        try {
            StagedFiles.deleteAll(directory, dead);
            if (pid > 0 && !processes.isPidOfAnother(pid, dead)) {
                PidFiles.deleteAll(directory, pid);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete a file of the session " + directory, e);
        }
    }

    /** A process whose parent lives is left to that, which has to learn first how it ended. */
    private void reapOrphans() {
        for (int slot = 0; slot < ProcessTableLayout.SLOTS; slot++) {
            int other = processes.tokenIn(slot);
            if (other != 0 && other != token && processes.isLeftToReap(other, token)) {
                reap(other, false, false);
            }
        }
    }

    /**
     * The file by which a child says that it has ended in order. Its parent takes it away before it calls {@link #processEnded};
     * if the parent dies first, the process that reaps the child does.
     *
     * @param directory the session folder
     * @param token of the child
     * @return the file
     */
    public static File exitReport(File directory, int token) {
        // by each child at its end: without a class that a young JVM has not loaded
        return new File(directory, new StringBuilder("exit-").append(token).toString());
    }

    /**
     * Allocates a cell that this process holds once.
     *
     * @param type above zero
     * @return the cell
     */
    public Cell allocate(int type) {
        Cell cell = cells.allocate(type);
        holds.merge(cell.address(), 1, Integer::sum);
        return cell;
    }

    /**
     * Notes that shared objects are named in a message, before the message is published.
     *
     * @param addresses of the objects
     * @param carrier what the message goes through
     * @throws IllegalArgumentException if this process does not hold one of them: it was closed
     */
    public void sending(long[] addresses, Cell carrier) {
        requireHeld(addresses);
        for (long address : addresses) {
            cells.sending(cells.at(address), carrier);
        }
    }

    /**
     * Refuses to send what this process has closed.
     *
     * @param addresses of shared objects that are named in a message
     * @throws IllegalArgumentException if this process does not hold one of them
     */
    public void requireHeld(long[] addresses) {
        for (long address : addresses) {
            if (!holds.containsKey(address)) {
                throw new IllegalArgumentException(Shareables.CLOSED);
            }
        }
    }

    /**
     * Counts one more reason why this process holds a cell.
     *
     * @param address the cell; this process or a message being received keeps it alive
     * @return the cell
     * @throws IllegalStateException if the cell was freed
     */
    public Cell hold(long address) {
        Cell cell = require(address);
        holds.compute(address, (key, count) -> {
            if (count == null) {
                cells.receiving(cell);
            }
            return count == null ? 1 : count + 1;
        });
        return cell;
    }

    /**
     * Takes back one {@link #hold} or {@link #allocate}; with the last one this process no longer holds the cell.
     *
     * @param address the cell
     */
    public void drop(long address) {
        Cell last = letGo(address);
        if (last != null) {
            cells.dropped(last);
        }
    }

    /** The first part of {@link #drop}, which does nothing where it throws: gives the cell if this process has it no more. */
    @Nullable
    Cell letGo(long address) {
        Cell[] last = new Cell[1];
        holds.compute(address, (key, count) -> {
            if (count == null) {
                throw new IllegalStateException("cell " + Long.toHexString(address) + " is not held");
            }
            if (count == 1) {
                last[0] = cells.find(address);
                if (last[0] != null) {
                    cells.clearHolder(last[0], token);
                }
                return null;
            }
            return count - 1;
        });
        return last[0];
    }

    private Cell require(long address) {
        Cell cell = cells.find(address);
        if (cell == null) {
            throw new IllegalStateException("the shared object " + Long.toHexString(address)
                    + " no longer exists: all processes that had it closed it or ended");
        }
        return cell;
    }
}
