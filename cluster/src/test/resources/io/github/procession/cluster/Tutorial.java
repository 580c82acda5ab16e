import io.github.procession.multiprocessing.Array;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Barrier;
import io.github.procession.multiprocessing.BoundedSemaphore;
import io.github.procession.multiprocessing.Condition;
import io.github.procession.multiprocessing.DictProxy;
import io.github.procession.multiprocessing.DoubleArray;
import io.github.procession.multiprocessing.DoubleValue;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.IntArray;
import io.github.procession.multiprocessing.IntValue;
import io.github.procession.multiprocessing.JoinableQueue;
import io.github.procession.multiprocessing.ListProxy;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.LockProxy;
import io.github.procession.multiprocessing.LongValue;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.multiprocessing.RLock;
import io.github.procession.multiprocessing.SimpleQueue;
import io.github.procession.multiprocessing.Value;
import io.github.procession.multiprocessing.ValueProxy;
import io.github.procession.multiprocessing.WorkerLostException;
import io.github.procession.queue.Empty;
import io.github.procession.queue.Full;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** The tutorial's programs with objects that processes share. It knows nothing of a cluster. */
public class Tutorial {
    record Item(int number, Lock lock) {}

    static void count(Lock lock, IntValue value) throws Exception {
        for (int i = 0; i < 50; i++) {
            try (var _ = lock.acquire()) {
                value.set(value.get() + 1);
            }
        }
    }

    static void countWithItsLock(LongValue value) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (var _ = value.getLock().acquire();
                    var _ = value.getLock().acquire()) {
                value.set(value.get() + 1);
            }
        }
    }

    static int consume(Queue<Item> items, Queue<Object> results) throws Exception {
        int n = 0;
        for (Item item; (item = items.get()).number >= 0; n++) {
            results.put(item.number * item.number);
        }
        results.put(List.of("done"));
        return n;
    }

    static void work(JoinableQueue<Integer> work, DoubleValue sum) throws Exception {
        for (int number; (number = work.get()) > 0; ) {
            sum.addAndGet(number);
            work.taskDone();
        }
        work.taskDone();
    }

    static boolean meet(Event go, Barrier barrier, Condition turn, IntValue next, int mine) throws Exception {
        boolean came = go.await(Duration.ofMinutes(1));
        barrier.await();
        try (var _ = turn.acquire()) {
            turn.awaitFor(() -> next.get() == mine);
            next.set(mine + 1);
            turn.signalAll();
        }
        return came;
    }

    static void enter(BoundedSemaphore places, IntValue inside, IntValue most) throws Exception {
        for (int i = 0; i < 10; i++) {
            try (var _ = places.acquire()) {
                int now = inside.addAndGet(1);
                most.updateAndGet(before -> Math.max(before, now));
                inside.addAndGet(-1);
            }
        }
    }

    static double addUp(IntArray counts, DoubleArray sums) throws Exception {
        for (int i = 0; i < 40; i++) {
            counts.getAndAdd(i % 4, 1);
            sums.addAndGet(1, 0.5);
            try (var _ = counts.getLock().acquire()) {
                counts.set(4, counts.get(4) + 1);
            }
        }
        return sums.get(0);
    }

    static int tell(DictProxy<String, Integer> ages, ListProxy<Object> news, ValueProxy<Integer> value, String name)
            throws Exception {
        ages.put(name, name.length());
        ages.merge("all", name.length(), Integer::sum);
        value.update(x -> x + 1);
        LockProxy lock = (LockProxy) news.get(0);
        try (var _ = lock.acquire()) {
            news.add(ages);
        }
        return news.size() > 1 ? 1 : 0;
    }

    static boolean sameLock(Lock lock, SimpleQueue<Object[]> queue) throws Exception {
        queue.put(new Object[] {lock, List.of(lock)});
        Object[] back = queue.get();
        return back[0] == lock && back[1].equals(List.of(lock));
    }

    static void die(Lock lock, RLock other, Event held) throws Exception {
        lock.acquire();
        other.acquire();
        held.set();
        Runtime.getRuntime().halt(9);
    }

    private static void both(Pool pool, int n, java.util.function.IntFunction<AsyncResult<?>> start) throws Exception {
        List<AsyncResult<?>> results = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            results.add(start.apply(i));
        }
        for (AsyncResult<?> result : results) {
            result.get();
        }
    }

    private static void refused(String what, Multiprocess call) {
        try {
            call.run();
            System.out.println(what + " works");
        } catch (Exception e) {
            System.out.println(what + ": " + e.getClass().getSimpleName());
        }
    }

    interface Multiprocess {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        System.err.println("start method " + Multiprocessing.getStartMethod());
        var lock = new Lock();
        try (var pool = new Pool(2)) {
            var counter = Value.ofInt(0);
            both(pool, 2, _ -> pool.applyAsync(Tutorial::count, lock, counter));
            System.out.println("counted " + counter.get());

            var withLock = Value.ofLong(5);
            both(pool, 2, _ -> pool.applyAsync(Tutorial::countWithItsLock, withLock));
            System.out.println("counted with its lock " + withLock.get());

            var items = new Queue<Item>();
            var results = new Queue<Object>(3);
            var consumers = List.of(
                    pool.applyAsync(Tutorial::consume, items, results),
                    pool.applyAsync(Tutorial::consume, items, results));
            for (int i = 0; i < 30; i++) {
                items.put(new Item(i, lock));
            }
            items.put(new Item(-1, null));
            items.put(new Item(-1, null));
            int sum = 0;
            for (int done = 0; done < 2; ) {
                switch (results.get()) {
                    case Integer square -> sum += square;
                    default -> done++;
                }
            }
            System.out.println("squares " + sum + " of "
                    + (consumers.get(0).get() + consumers.get(1).get()) + " " + results.empty() + " " + items.qsize());

            var work = new JoinableQueue<Integer>();
            var total = Value.ofDouble(0.5);
            var workers =
                    List.of(pool.applyAsync(Tutorial::work, work, total), pool.applyAsync(Tutorial::work, work, total));
            for (int i = 1; i <= 20; i++) {
                work.put(i);
            }
            work.join();
            System.out.println("worked " + total.get());
            work.put(0);
            work.put(0);
            for (var worker : workers) {
                worker.get();
            }

            var go = new Event();
            var barrier = new Barrier(2);
            var turn = new Condition();
            var next = Value.rawInt(0);
            var met = List.of(
                    pool.applyAsync(Tutorial::meet, go, barrier, turn, next, 1),
                    pool.applyAsync(Tutorial::meet, go, barrier, turn, next, 0));
            go.set();
            System.out.println(
                    "met " + met.get(0).get() + " " + met.get(1).get() + " " + next.get() + " " + go.isSet());

            var places = new BoundedSemaphore(1);
            var inside = Value.ofInt(0);
            var most = Value.ofInt(0);
            both(pool, 2, _ -> pool.applyAsync(Tutorial::enter, places, inside, most));
            System.out.println("most inside " + most.get() + " " + places);
            refused("one release too many", places::release);

            var counts = Array.ofInt(5);
            var sums = Array.rawDouble(new double[] {1.5, 0});
            both(pool, 2, _ -> pool.applyAsync(Tutorial::addUp, counts, sums));
            System.out.println("added up " + Arrays.toString(counts.toArray()) + " " + Arrays.toString(sums.toArray())
                    + " " + counts + " " + counts.stream().sum());

            try (var manager = Multiprocessing.manager()) {
                DictProxy<String, Integer> ages = manager.dict();
                ListProxy<Object> news = manager.list(List.of(manager.lock()));
                ValueProxy<Integer> value = manager.value(0);
                both(pool, 2, i -> pool.applyAsync(Tutorial::tell, ages, news, value, i == 0 ? "Bob" : "Alice"));
                System.out.println("told " + ages.size() + " " + ages.get("all") + " " + ages.get("Bob") + " "
                        + news.get(1).equals(ages) + news.size() + " " + value.get());
                ages.clear();
                ages.put("b", 1);
                ages.put("a", 2);
                System.out.println(ages + " " + ages.popItem() + " " + manager.set(List.of(1, 1)) + " "
                        + manager.namespace(java.util.Map.of("x", 1)) + " " + manager.array(List.of(1, 2)));
            }

            System.out.println("the same " + pool.apply(Tutorial::sameLock, lock, new SimpleQueue<Object[]>()));
            System.out.println("back " + (pool.apply(x -> x, lock) == lock));

            var other = new RLock();
            var held = new Event();
            var dead = pool.applyAsync(Tutorial::die, lock, other, held);
            held.await();
            System.out.println("acquired " + lock.acquire(Duration.ofMinutes(1)) + " " + lock.wasAbandoned());
            lock.release();
            System.out.println("acquired " + other.acquire(Duration.ofMinutes(1)) + " " + other.wasAbandoned());
            other.release();
            System.out.println("free " + !lock.locked() + " " + lock.wasAbandoned());
            try {
                dead.get();
            } catch (ExecutionException e) {
                System.out.println("dead " + (e.getCause() instanceof WorkerLostException));
            }
        }

        var small = Value.ofByte((byte) 127);
        small.addAndGet((byte) 1);
        var whole = Value.ofInt(Integer.MAX_VALUE);
        var large = Value.ofLong(Long.MAX_VALUE);
        System.out.println("around " + small.get() + " " + whole.addAndGet(1) + " "
                + whole.compareAndSet(Integer.MIN_VALUE, 3) + " " + whole.getAndSet(4) + " " + large.addAndGet(2) + " "
                + Value.ofBoolean(true).get() + Value.ofChar('c').get()
                + Value.ofFloat(1.5f).get() + Value.ofShort((short) -1).get());
        var bounded = new Queue<String>(1);
        bounded.put("one");
        try {
            bounded.putNowait("two");
        } catch (Full e) {
            System.out.println("full " + bounded.full() + " " + e.getMessage());
        }
        System.out.println(bounded.get() + " "
                + Multiprocessing.wait(List.of(bounded), Duration.ZERO).size());
        try {
            bounded.get(Duration.ofMillis(1));
        } catch (Empty e) {
            System.out.println("empty " + e.getMessage());
        }
        bounded.close();
        refused("put into a closed queue", () -> bounded.put("three"));
        refused("release of a free lock", lock::release);
        refused("signal without the lock", () -> new Condition(lock).signal());
    }
}
