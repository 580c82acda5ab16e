package io.github.procession.stress.attack;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Programs in namespaces of their own share folders with others: pids mean nothing between them. */
@Tag("attack")
class ContainersTest {
    @RegisterExtension
    static final Sandbox SANDBOX = new Sandbox();

    @Test
    void theFirstProcessOfAContainerSweepsWhatItsPredecessorsLeft() throws Exception {
        SANDBOX.run("""
            for i in 1 2; do
                unshare -p -f --mount-proc --kill-child $JAVA $MAIN wait > /tmp/out & container=$!
                await grep -q waiting /tmp/out; kill -9 $container; wait $container 2>/dev/null; : > /tmp/out
            done
            unshare -p -f --mount-proc $JAVA $MAIN work
            ls -A /dev/shm | wc -l
            """).printed("0");
    }

    @Test
    void aLivingSessionOfAnotherContainerIsNotSwept() throws Exception {
        SANDBOX.run("""
            unshare -p -f --mount-proc --kill-child $JAVA $MAIN wait > /tmp/out & container=$!
            await grep -q waiting /tmp/out
            $JAVA $MAIN work >/dev/null; unshare -p -f --mount-proc $JAVA $MAIN work >/dev/null
            ls -d /dev/shm/procession-1-*/table | wc -l; kill -9 $container
            """).printed("1");
    }

    @Test
    void aNamespaceOfPidsWithoutItsOwnProcIsNamed() throws Exception {
        SANDBOX.run("unshare -p -f timeout 60 $JAVA $MAIN work")
                .failedWith("/proc belongs to another namespace of pids");
    }

    @Test
    void aMissingProcIsNamed() throws Exception {
        // without /proc the launcher does not find its own libraries
        SANDBOX.run("mount -t tmpfs tmpfs /proc; export LD_LIBRARY_PATH=$JDK/lib:$JDK/lib/server; $JAVA $MAIN work")
                .failedWith("/proc is not mounted");
    }
}
