package io.github.procession.ipc.memory;

import io.github.procession.ipc.system.SystemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Check whether files and folders belong to the user of this process, and what other users may do with them.
 *
 * <p>Users are compared by number. A name would have to be asked for, perhaps of a directory server that does not answer.
 * Where the system knows no such numbers, each user has places of their own, and all answers are yes.
 */
public final class Ownership {
    private static final boolean KNOWN =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
    private static final int OTHERS_ENTER = 0077;
    private static final int OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;
    private static final int FILE_USER_FIELD = 4;

    private static @Nullable Integer user; // guarded by the class; null until it is asked for

    private Ownership() {}

    /** Facts about a file, read at one moment. */
    private record Facts(int owner, int mode, Object fileKey, boolean isDirectory, boolean isRegular) {}

    private static Facts facts(Path file, LinkOption... options) throws IOException {
        Map<String, Object> read =
                Files.readAttributes(file, "unix:uid,mode,fileKey,isDirectory,isRegularFile", options);
        return new Facts(
                (Integer) read.get("uid"),
                (Integer) read.get("mode"),
                read.get("fileKey"),
                (Boolean) read.get("isDirectory"),
                (Boolean) read.get("isRegularFile"));
    }

    /**
     * The attributes of a new file or folder that only its owner may enter, read and write.
     *
     * @return the attributes, none where the system knows no modes
     */
    public static FileAttribute<?>[] ownerOnly() {
        return permissions("rwx------");
    }

    /**
     * Attributes of a new file that only this user can read and write.
     *
     * @return none where permissions are not known
     */
    public static FileAttribute<?>[] fileOfOwner() {
        return permissions("rw-------");
    }

    private static FileAttribute<?>[] permissions(String permissions) {
        if (!KNOWN) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    /** Whether a path is a folder, not a link to one, of this user, which no other user may enter. */
    static boolean isPrivateFolder(Path folder) throws IOException {
        return privateFolderKey(folder) != null;
    }

    /** Key that identifies such a folder while a process has it open; null if it is no such folder. */
    static @Nullable Object privateFolderKey(Path folder) throws IOException {
        if (!KNOWN) {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) ? folder : null;
        }
        try {
            Facts facts = facts(folder, LinkOption.NOFOLLOW_LINKS);
            return isPrivateFolder(facts) ? facts.fileKey : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Whether something else than such a folder is at a path: false also if nothing is there. */
    static boolean isForeign(Path folder) throws IOException {
        try {
            return KNOWN
                    ? !isPrivateFolder(facts(folder, LinkOption.NOFOLLOW_LINKS))
                    : !Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .isDirectory();
        } catch (NoSuchFileException e) {
            return false; // one look only: another process may remove a folder between two
        }
    }

    private static boolean isPrivateFolder(Facts facts) throws IOException {
        return facts.isDirectory && facts.owner == user() && (facts.mode & OTHERS_ENTER) == 0;
    }

    /**
     * Whether a file is a regular one of this user, not a link, to which no other user may write. Its folder decides who may
     * put another one in its place.
     *
     * @param file the file
     * @return false also if there is no such file
     * @throws IOException if nothing can be read about it
     */
    public static boolean isOwnFile(Path file) throws IOException {
        if (!KNOWN) {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        }
        try {
            Facts facts = facts(file, LinkOption.NOFOLLOW_LINKS);
            return facts.isRegular && facts.owner == user() && (facts.mode & OTHERS_WRITE) == 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Whether what a folder holds can only come from this user or the administrator: the folder is this user's and no other
     * user may write to it, nor put another one in its place by changing a folder above it.
     *
     * @param folder the folder, or a link to it
     * @return false also if there is no such folder
     * @throws IOException if nothing can be read about it
     */
    public static boolean isOwnFolder(Path folder) throws IOException {
        if (!KNOWN) {
            return Files.isDirectory(folder);
        }
        try {
            Path real = folder.toRealPath();
            Facts own = facts(real, LinkOption.NOFOLLOW_LINKS);
            if (!own.isDirectory || own.owner != user() || (own.mode & OTHERS_WRITE) != 0) {
                return false;
            }
            return isSafeAbove(real) && (folder.equals(real) || isSafeAbove(folder.toAbsolutePath()));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isSafeAbove(Path path) throws IOException {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            Facts facts = facts(above);
            if (facts.owner != user() && facts.owner != ROOT || !isProtected(facts)) {
                return false;
            }
        }
        return true;
    }

    /** Whether in a folder only its owner may remove or rename what belongs to other users. */
    private static boolean isProtected(Facts folder) {
        return (folder.mode & OTHERS_WRITE) == 0 || (folder.mode & STICKY) != 0;
    }

    /** Whether another user can put something else in the place of a folder that this user makes in this one. */
    static boolean isOpenToAll(Path folder) throws IOException {
        return KNOWN && !isProtected(facts(folder));
    }

    /** The number of the user to whom new files of this process belong. */
    private static synchronized int user() throws IOException {
        if (user == null) {
            user = readUser();
        }
        return user;
    }

    private static int readUser() throws IOException {
        // not the owner of /proc/self: that is root for a launcher with capabilities
        Path status = Path.of(SystemFiles.PROC, "self/status");
        if (Files.isReadable(status)) {
            for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("Uid:")) {
                    return Integer.parseUnsignedInt(line.split("\\s+")[FILE_USER_FIELD]);
                }
            }
        }
        Path sample = Files.createTempFile(SystemFiles.temporary(), "procession-", ".tmp", ownerOnly());
        try {
            return facts(sample).owner;
        } finally {
            Files.delete(sample);
        }
    }
}
