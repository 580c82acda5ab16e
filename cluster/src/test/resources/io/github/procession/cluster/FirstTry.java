import io.github.procession.multiprocessing.Array;
import io.github.procession.multiprocessing.Barrier;
import io.github.procession.multiprocessing.Context;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.multiprocessing.ShareableList;
import io.github.procession.multiprocessing.SharedMemory;
import java.util.List;

/** What is refused on a cluster, and what goes together with it. */
public class FirstTry {
    interface Call {
        void run() throws Exception;
    }

    static void refused(Call call) throws Exception {
        try {
            call.run();
            System.out.println("works");
        } catch (Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            System.out.println(cause.getClass().getSimpleName() + " " + cause.getMessage());
        }
    }

    static Lock hand(Queue<Lock> queue, Lock lock) throws Exception {
        queue.put(lock);
        return new Lock(); // of the machine on which this runs
    }

    static void say(Queue<String> names) throws Exception {
        names.put(Multiprocessing.currentProcess().getName());
        System.out.println("hello");
    }

    public static void main(String[] args) throws Exception {
        refused(() -> SharedMemory.create(8));
        refused(() -> ShareableList.of(1));
        refused(() -> Array.ofInt(3).asBuffer());
        refused(() -> System.out.println(Array.rawLong(1 << 27)));
        refused(Pipe::open);
        refused(() -> new Barrier(2, () -> {}));
        refused(() -> Multiprocessing.manager().pool(1)); // the manager ends with the program
        Queue<String> names = new Queue<>();
        Process process = new Process(FirstTry::say, names);
        process.start();
        process.join();
        System.out.println(names.get() + " " + process.exitCode().getAsInt());
        Context here = Multiprocessing.getContext("spawn");
        Lock local = here.lock();
        Queue<Lock> queue = new Queue<>();
        refused(() -> queue.put(local));
        try (Pool pool = new Pool(1)) {
            refused(() -> pool.apply(FirstTry::hand, queue, local));
            Lock remote = Multiprocessing.getContext("cluster").lock();
            refused(() -> System.out.println(pool.apply(FirstTry::hand, queue, remote)));
            System.out.println(queue.get() == remote);
        }
        here.queue().put(List.of(local)); // as ever
        new Process(FirstTry::say, names).start(); // the program ends after it
    }
}
