package io.github.procession.stress.attack;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs do their work in environments that are unusual but in order. */
@Tag("attack")
class EnvironmentsTest {
    @RegisterExtension
    static final Sandbox SANDBOX = new Sandbox();

    /** A /dev that has only what a JVM needs. */
    private static final String NO_MEMORY_FOLDER = "umount /dev/shm; mkdir /tmp/dev; mount -t tmpfs tmpfs /tmp/dev;"
            + " for n in null:3 zero:5 random:8 urandom:9; do mknod -m 666 /tmp/dev/${n%:*} c 1 ${n#*:}; done;"
            + " ln -s /proc/self/fd /tmp/dev/fd; mount --bind /tmp/dev /dev";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export LC_ALL=C",
                "export LC_ALL=tr_TR.UTF-8; JAVA=\"$JAVA -Duser.language=tr -Duser.country=TR\"",
                "export LC_ALL=C; JAVA=\"$JAVA -Duser.language=ar -Duser.country=EG -Duser.extensions=u-nu-arab\"",
                "export TZ=Pacific/Apia",
                "mkdir -m 000 /tmp/closed; cd /tmp/closed",
                "cd /; export HOME=/nonexistent",
                "unset HOME",
                "export HOME=/proc; cd /proc",
                "mkdir /tmp/read-only; mount -t tmpfs -o ro tmpfs /tmp/read-only; export HOME=/tmp/read-only",
                "ln -s $JDK /tmp/jdk; JAVA=${JAVA/$JDK//tmp/jdk}; export JAVA_HOME=/tmp/jdk",
                "umask 000",
                "umask 077",
                "export PATH=",
                "trap '' HUP INT TERM CHLD PIPE",
                "JAVA=\"$JAVA -Dfile.encoding=ISO-8859-9\"; export LC_ALL=POSIX",
                "mount -o remount,noexec /tmp; mount -o remount,noexec /dev/shm",
                "mount -o remount,ro /tmp",
                "dd if=/dev/zero of=/tmp/home1/full bs=1M count=1 2>/dev/null; mount -o remount,size=1m /tmp",
                "mkdir -m 1777 '/tmp/a folder: with, äöü'; export JAVA_TOOL_OPTIONS=\"-Dprocession.dir='/tmp/a folder:"
                        + " with, äöü'\"",
                "export JAVA_TOOL_OPTIONS='-Djava.io.tmpdir=/nonexistent'",
                "umount /dev/shm; mount -t tmpfs -o ro tmpfs /dev/shm",
                NO_MEMORY_FOLDER,
                "rm -rf /tmp/home1; ln -s /dev/shm /tmp/link; JAVA=\"$JAVA -Dprocession.dir=/tmp/link\"",
                "export LD_LIBRARY_PATH=$JDK/lib/server",
                "export CLASSPATH=/nonexistent JAVA_OPTS=-Xbad",
            })
    void programsDoTheirWork(String environment) throws Exception {
        for (String user : new String[] {"root", "alice"}) {
            String run = user.equals("root") ? "timeout 100 $JAVA $MAIN all" : "run_as $alice";
            SANDBOX.run("""
                run_as() { timeout 100 setpriv --reuid $1 --regid $1 --clear-groups $JAVA $MAIN all; }
                %s
                %s
                """.formatted(environment, run)).printed("fine, all");
        }
    }

    @Test
    void theClassPathMayBeLongAndHaveBlanksAndAnyLetters() throws Exception {
        SANDBOX.run("""
            entries=${MAIN#-cp }; main=${entries##* }; entries=${entries% *}; folder='/tmp/a class path, äöü'; mkdir "$folder"
            i=0; path=; IFS=:
            for entry in $entries; do ln -s "$entry" "$folder/$((++i))${entry##*/}"; path=$path:$folder/$i${entry##*/}; done
            for n in $(seq 6000); do path=$path:/tmp/no/such/entry/$n; done
            unset IFS; echo "-cp '${path#:}'" > /tmp/arguments; export LC_ALL=C.UTF-8
            timeout 100 $JAVA @/tmp/arguments $main all
            """).printed("fine, all");
    }

    @Test
    void aUmaskThatClosesItsOwnFilesIsNamed() throws Exception {
        SANDBOX.run("""
            umask 0777; as $alice timeout 60 $JAVA $MAIN work; code=$?
            [ -z "$(ls -A /dev/shm)" ] || echo "left: $(ls -A /dev/shm)" >&2
            exit $code
            """).failedWith("run it with umask 077");
    }

    @Test
    void childrenStartWhereTheWorkingDirectoryIsGone() throws Exception {
        SANDBOX.run("mkdir /tmp/gone; cd /tmp/gone; timeout 100 $JAVA $MAIN work-without-folder")
                .printed("fine answer of Process-1 0");
    }
}
