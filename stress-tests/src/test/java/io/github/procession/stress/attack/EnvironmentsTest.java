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
                "mkdir -m 1777 '/tmp/a folder: with, äöü'; export JAVA_TOOL_OPTIONS=\"-Dprocession.dir='/tmp/a folder:"
                        + " with, äöü'\"",
                "export JAVA_TOOL_OPTIONS='-Djava.io.tmpdir=/nonexistent'",
                "umount /dev/shm; mount -t tmpfs -o ro tmpfs /dev/shm",
                "rm -rf /tmp/home1; ln -s /dev/shm /tmp/link; JAVA=\"$JAVA -Dprocession.dir=/tmp/link\"",
                "export LD_LIBRARY_PATH=$JDK/lib/server",
                "export CLASSPATH=/nonexistent JAVA_OPTS=-Xbad",
            })
    void programsDoTheirWork(String environment) throws Exception {
        for (String user : new String[] {"root", "alice"}) {
            String run = user.equals("root") ? "timeout 100 $JAVA $MAIN work" : "run_as $alice";
            SANDBOX.run("""
                run_as() { timeout 100 setpriv --reuid $1 --regid $1 --clear-groups $JAVA $MAIN work; }
                %s
                %s
                """.formatted(environment, run)).printed("fine answer of Process-1 0");
        }
    }

    @Test
    void childrenStartWhereTheWorkingDirectoryIsGone() throws Exception {
        SANDBOX.run("mkdir /tmp/gone; cd /tmp/gone; timeout 100 $JAVA $MAIN work-without-folder")
                .printed("fine answer of Process-1 0");
    }
}
