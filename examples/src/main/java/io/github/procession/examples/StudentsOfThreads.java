package io.github.procession.examples;

import io.github.procession.threading.Barrier;
import io.github.procession.threading.Local;
import io.github.procession.threading.Thread;
import io.github.procession.threading.Threading;

/** Each thread has a student of its own in one global object, and no function hands it to the next one. */
class StudentsOfThreads {
    static final Local<Object> SCHOOL = new Local<>();

    static void processStudent() {
        IO.println("Hello, " + SCHOOL.get("student") + " (in "
                + Threading.currentThread().getName() + ")");
    }

    static void processThread(String name, Barrier together) throws Exception {
        SCHOOL.set("student", name);
        together.await(); // both have set it: whoever shared it would read the other's
        processStudent();
    }

    void main() throws InterruptedException {
        var together = new Barrier(2);
        var t1 = Thread.target(StudentsOfThreads::processThread)
                .args("Alice", together)
                .name("Thread-A")
                .build();
        var t2 = Thread.target(StudentsOfThreads::processThread)
                .args("Bob", together)
                .name("Thread-B")
                .build();
        t1.start();
        t2.start();
        t1.join();
        t2.join();
        IO.println("main has a student: " + SCHOOL.has("student"));
    }
}
