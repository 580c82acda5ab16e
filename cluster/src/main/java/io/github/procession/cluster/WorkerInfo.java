package io.github.procession.cluster;

/** The description that a session gives of itself: host, process id, role, and for a worker its slots. */
final class WorkerInfo {
    private WorkerInfo() {}

    /** Such as "worker render-7 (pid 17)". */
    static String describe(String info) {
        String[] parts = info.split(" ");
        return parts.length < 3 ? info : parts[2] + " " + parts[0] + " (pid " + parts[1] + ")";
    }

    /** Process id in the id of a session. */
    static long pid(String session) {
        return Long.parseLong(session.substring(0, session.indexOf('-')));
    }
}
