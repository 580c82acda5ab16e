package io.github.procession.multiprocessing;

import java.time.Duration;

/**
 * Limits of the time in which a manager's server, or a client of one, may give no sign of life.
 *
 * <p>Signs are counted, not timed: after a stop of both sides none is missing.
 */
final class ManagerSilence {
    /** Signs of life that must be missing before a server that a call waits for counts as lost. */
    static final int SIGNS = 3;

    private static final String PROPERTY = "procession.managerSilence";
    private static final int USUAL_SECONDS = 15;
    private static final Duration USUAL_PAUSE =
            Duration.ofSeconds(USUAL_SECONDS).dividedBy(SIGNS);

    private ManagerSilence() {}

    /**
     * Time that a server may give no sign of life while calls wait, from the system property {@code procession.managerSilence}, in
     * seconds; zero has calls wait for ever.
     *
     * @throws IllegalArgumentException if the property is negative
     */
    static Duration limit() {
        int seconds = Integer.getInteger(PROPERTY, USUAL_SECONDS);
        if (seconds < 0) {
            throw new IllegalArgumentException(PROPERTY + "=" + seconds
                    + " is negative: give the seconds that a manager's server may be silent, or 0 for no limit");
        }
        return Duration.ofSeconds(seconds);
    }

    /** Time between two signs of a client; that of the server is not longer than the usual one. */
    static Duration pause() {
        Duration limit = limit();
        return limit.isZero() ? USUAL_PAUSE : limit.dividedBy(SIGNS);
    }

    /** Time between two signs of a server, or of a client whose server would take it for lost. */
    static Duration shortPause() {
        Duration pause = pause();
        return pause.compareTo(USUAL_PAUSE) < 0 ? pause : USUAL_PAUSE;
    }
}
