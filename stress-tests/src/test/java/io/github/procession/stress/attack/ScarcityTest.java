package io.github.procession.stress.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the system has too little of something, programs do their work or end with the reason; none hangs. */
@Tag("attack")
class ScarcityTest {
    private static final int TIMED_OUT = 124;

    @RegisterExtension
    static final Sandbox SANDBOX = new Sandbox();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mount -o remount,size=64k /dev/shm",
                "dd if=/dev/zero of=/dev/shm/full bs=1M count=100000",
                "chmod 755 /dev/shm"
            })
    void aSmallOrFullOrClosedMemoryFileSystemIsNotNeeded(String shortage) throws Exception {
        SANDBOX.run("mount -o remount,size=8m /dev/shm; " + shortage
                        + " 2>/dev/null; as $bob timeout 100 $JAVA $MAIN work")
                .printed("fine answer of Process-1 0");
    }

    @Test
    void memoryThatFillsInTheMiddleIsAnExceptionAtTheCall() throws Exception {
        Sandbox.Result result = SANDBOX.run("mount -o remount,size=40m /dev/shm\n"
                + "timeout 200 $JAVA -Dprocession.dir=/dev/shm $MAIN all-without-space /dev/shm; code=$?\n"
                + "[ -z \"$(ls -A /dev/shm)\" ] || exit 3; exit $code");
        result.printed("fine, all");
        List<String> refused = result.out()
                .lines()
                .filter(line -> line.contains(" without space: "))
                .toList();
        assertTrue(refused.size() >= 6, result::toString);
        assertTrue(refused.stream().allMatch(line -> line.contains("free some")), result::toString);
    }

    @Test
    void aLimitForFilesIsNamed() throws Exception {
        SANDBOX.run("ulimit -f 40; timeout 60 $JAVA $MAIN work")
                .failedWith("raise the limit for the size of a file (ulimit -f)");
    }

    @Test
    void noSpaceAnywhereIsSaid() throws Exception {
        SANDBOX.run("""
            mkdir /tmp/small; mount -t tmpfs -o size=16k tmpfs /tmp/small
            timeout 60 $JAVA -Dprocession.dir=/tmp/small $MAIN work; code=$?
            [ -z "$(ls -A /tmp/small)" ] || echo "left: $(ls -AR /tmp/small)" >&2
            exit $code
            """).failedWith("procession.dir=DIR");
    }

    @Test
    void closedStandardStreamsDoNoHarm() throws Exception {
        for (String closed : new String[] {"0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"}) {
            SANDBOX.run("timeout 100 $JAVA $MAIN work-into /tmp/result " + closed + "; cat /tmp/result")
                    .printed("fine answer of Process-1 0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ulimit -n 24",
                "ulimit -n 40",
                "ulimit -n 64",
                "ulimit -u 30",
                "ulimit -u 60",
                "ulimit -v 3000000",
                "ulimit -f 40",
                "ulimit -s 256",
                "ulimit -l 0",
                "ulimit -c 0",
                "ulimit -i 0"
            })
    void lowLimitsEndNoProgramWithoutAReason(String limit) throws Exception {
        Sandbox.Result result = SANDBOX.run("export LIMITED=\"" + limit + "; exec timeout 100 $JAVA $MAIN work\"\n"
                + "as $bob bash -c \"$LIMITED\"");
        assertNotEquals(TIMED_OUT, result.exitCode(), result::toString);
        if (result.exitCode() == 0) {
            result.printed("fine answer of Process-1 0");
        } else {
            assertTrue(!result.err().isBlank() || !result.out().isBlank(), result::toString);
        }
    }

    @Test
    void withoutDescriptorsForManyChildrenAProgramEnds() throws Exception {
        Sandbox.Result result = SANDBOX.run("ulimit -n 100; timeout 100 $JAVA $MAIN children 40; code=$?; exit $code");
        assertNotEquals(TIMED_OUT, result.exitCode(), result::toString);
        assertTrue(result.exitCode() == 0 || result.err().contains("Too many open files"), result::toString);
    }

    @Test
    void aStoppedProgramBlocksNoOther() throws Exception {
        Sandbox.Result result = SANDBOX.run("""
            $JAVA $MAIN name-for-ever > /tmp/out & first=$!
            await grep -q naming /tmp/out
            for i in 1 2 3 4 5 6; do
                sleep 0.$i; kill -STOP $first
                timeout 60 $JAVA $MAIN share >/dev/null || exit 1
                timeout 60 $JAVA $MAIN forget >/dev/null 2>&1; [ $? != 124 ] || exit 2
                kill -CONT $first
            done
            kill -9 $first; echo end
            """);
        assertEquals(0, result.exitCode(), result::toString);
    }
}
