package io.github.procession.cluster;

/** The description that a session gives of itself: host, process id, role, for a worker its slots and places for processes, and version. */
final class WorkerInfo {
    private static final String WORKER = "worker";
    private static final int SLOTS = 3;
    private static final int PLACES = 4;

    private WorkerInfo() {}

    /** What a session says of itself. */
    static String of(String host, long pid, String role) {
        return host + " " + pid + " " + role + " " + Protocol.version();
    }

    /** What a worker says of itself behind host and process id. */
    static String role(int slots, int places) {
        return WORKER + " " + slots + " " + places;
    }

    static boolean isWorker(String info) {
        String[] parts = info.split(" ");
        return parts.length > PLACES && parts[2].equals(WORKER);
    }

    /** A worker with so many tasks and processes. */
    static ClusterWorker worker(String info, int tasks, int processes) {
        String[] parts = info.split(" ");
        return new ClusterWorker(
                parts[0],
                Long.parseLong(parts[1]),
                Integer.parseInt(parts[SLOTS]),
                tasks,
                Integer.parseInt(parts[PLACES]),
                processes,
                version(info));
    }

    /** Such as "worker render-7 (pid 17)". */
    static String describe(String info) {
        String[] parts = info.split(" ");
        return parts.length < 3 ? info : parts[2] + " " + parts[0] + " (pid " + parts[1] + ")";
    }

    /** Such as "worker render-7 (pid 17, version 0.1.0/5)". */
    static String withVersion(String info) {
        return describe(info).replace(")", ", version " + version(info) + ")");
    }

    private static String version(String info) {
        String last = info.substring(info.lastIndexOf(' ') + 1);
        return last.contains("/") ? last : "unknown"; // of a build that did not say it
    }

    /** Process id in the id of a session. */
    static long pid(String session) {
        return Long.parseLong(session.substring(0, session.indexOf('-')));
    }
}
