package io.github.procession.stress.attack;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What another user of the machine does in the places where all users have their files harms no program. */
@Tag("attack")
class OtherUsersTest {
    @RegisterExtension
    static final Sandbox SANDBOX = new Sandbox();

    @Test
    void fifosLinksAndFoldersInThePlacesOfSessionsAreLeftAlone() throws Exception {
        SANDBOX.run("""
            as $bob $JAVA $MAIN wait >/dev/null & await eval 'ls -d /dev/shm/procession-*-*'
            tag=$(ls -d /dev/shm/procession-*-* | sed 's/.*-//' | cut -c1-6); kill -9 $(pgrep -u $bob)
            mkdir -m 700 /tmp/precious; echo data > /tmp/precious/file
            for d in /dev/shm /tmp; do
                as $alice mkdir -m 777 $d/procession-1-${tag}0000000001
                as $alice mkfifo -m 666 $d/procession-1-${tag}0000000001/root.lock $d/procession-1-${tag}0000000002
                as $alice mkfifo -m 666 $d/procession-1-${tag}0000000001/session $d/.procession-1-${tag}0000000003
                as $alice ln -s /tmp/precious $d/procession-1-${tag}0000000004
                as $alice mkdir -m 700 $d/procession-1-${tag}0000000005
                as $alice ln -s /tmp/precious $d/procession-1-${tag}0000000005/link
            done
            before=$(ls -AR /dev/shm /tmp | grep -v hsperf | grep -c 0000000)
            timeout 60 $JAVA $MAIN work || exit 1
            timeout 60 setpriv --reuid $bob --regid $bob --clear-groups env HOME=/tmp/home2 $JAVA $MAIN work || exit 1
            [ "$before" = "$(ls -AR /dev/shm /tmp | grep -v hsperf | grep -c 0000000)" ] || exit 2
            cat /tmp/precious/file
            """).printed("data");
    }

    @Test
    void aFolderThatIsSwappedForALinkWhileItIsSweptLeadsNowhere() throws Exception {
        SANDBOX.run("""
            mkdir -m 700 /tmp/precious; for i in $(seq 2000); do : > /tmp/precious/file$i; done
            cat > /tmp/swap <<'S'
            cd /dev/shm; name=procession-1-0123456789abcdef; mkdir -m 700 spare; : > spare/root.lock
            while :; do
                mv spare $name; mv $name spare; ln -s /tmp/precious $name; rm $name
            done
            S
            as $alice bash /tmp/swap 2>/dev/null & trap 'kill -9 $(pgrep -u $alice)' EXIT
            for i in 1 2 3 4 5; do timeout 60 $JAVA $MAIN share >/dev/null || exit 1; done
            ls /tmp/precious | wc -l
            """).printed("2000");
    }

    @Test
    void namesThatAnotherUserHasTakenCostOneClearLine() throws Exception {
        SANDBOX.run("""
            as $alice mkdir -m 777 /dev/shm/procession-names-root
            as $alice mkfifo -m 666 /dev/shm/procession-names-root/.lock
            timeout 60 $JAVA $MAIN work
            """).printed("fine answer of Process-1 0").saidNothingElse();
        Sandbox.Result named = SANDBOX.run("""
            as $alice mkdir -m 777 /dev/shm/procession-names-root
            timeout 60 $JAVA $MAIN name block
            """);
        named.failedWith("was made by another user");
        assertFalse(named.err().contains("procession-exit"), named::toString);
        for (String instead : new String[] {"mkfifo", "ln -s /tmp/nowhere"}) {
            SANDBOX.run("as $alice " + instead + " /dev/shm/procession-names-root; timeout 60 $JAVA $MAIN name block")
                    .failedWith("was made by another user");
        }
    }

    @Test
    void classesFromTheCacheOfAnotherUserAreNotRun() throws Exception {
        for (String cache :
                new String[] {"export XDG_CACHE_HOME=/tmp/shared", "JAVA=\"$JAVA -Duser.home=/tmp/shared\""}) {
            Sandbox.Result result = SANDBOX.run("""
                mkdir -m 1777 /tmp/shared
                %s
                as $alice $JAVA $MAIN child 0 >/dev/null
                await eval 'ls /tmp/shared/procession/*.jsa /tmp/shared/.cache/procession/*.jsa | grep jsa'
                chmod -R a+rX /tmp/shared
                $JAVA $MAIN child 4000 > /tmp/out & program=$!
                await grep napping /tmp/out
                for p in $(pgrep -f ChildMain); do grep -h -o '/tmp/shared.*jsa' /proc/$p/maps; done
                wait $program; cat /tmp/out
                """.formatted(cache));
            assertFalse(result.out().contains(".jsa"), result::toString);
            assertTrue(result.out().contains("fine 0"), result::toString);
            assertTrue(result.err().contains("is not used, since it belongs to another user"), result::toString);
        }
    }

    @Test
    void anotherUserReadsNoSecret() throws Exception {
        SANDBOX.run("""
            echo -Dpassword=hunter2 > /tmp/arguments; chmod 600 /tmp/arguments
            $JAVA @/tmp/arguments $MAIN child 8000 > /tmp/out & program=$!
            await grep -q 'napping: hunter2' /tmp/out || exit 1
            as $bob bash -c 'grep -l -s -r hunter2 /dev/shm /tmp --exclude=out; cat /proc/[0-9]*/cmdline 2>/dev/null \\
                | tr "\\0" "\\n" | grep hunter2; cat /dev/shm/procession-*/* 2>/dev/null | head -c 1'
            grep -s -r -l hunter2 /dev/shm
            wait $program; echo end
            """).printed("end");
    }

    @Test
    void aProgramSweepsForItsOwnUserOnly() throws Exception {
        SANDBOX.run("""
            as $alice $JAVA $MAIN wait > /tmp/out & await grep -q waiting /tmp/out
            kill -9 $(pgrep -u $alice java)
            count() { find /dev/shm -maxdepth 1 -uid $alice | wc -l; }
            $JAVA $MAIN work >/dev/null; as $bob $JAVA $MAIN work >/dev/null; first=$(count)
            as $alice $JAVA $MAIN work >/dev/null
            echo $first $(count) $(ls -A /dev/shm | wc -l)
            """).printed("1 0 0");
    }
}
