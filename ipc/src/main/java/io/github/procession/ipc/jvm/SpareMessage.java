package io.github.procession.ipc.jvm;

import java.util.List;

/**
 * The first message that a spare JVM reads: a mark that it is a spare, and its session. A {@link StartMessage} follows
 * when there is a job.
 *
 * <pre>
 *   int MARK | int length | session folder | name of the class that the first job runs | int number of classes, each: name
 *   | int 1 if failures to initialize them are logged
 * </pre>
 */
final class SpareMessage {
    /** In the place of a start message's length. */
    static final int MARK = -1;

    private SpareMessage() {}

    static byte[] encode(String directory, String taskClass, List<String> preload, boolean tellsFailures) {
        StartWriter head = new StartWriter();
        head.writeString(directory);
        head.writeString(taskClass);
        head.writeInt(preload.size());
        preload.forEach(head::writeString);
        head.writeInt(tellsFailures ? 1 : 0);
        StartWriter frame = new StartWriter();
        frame.writeInt(MARK);
        frame.writeBytes(head.toByteArray());
        return frame.toByteArray();
    }
}
