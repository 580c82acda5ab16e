package io.github.procession.ends;

import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.multiprocessing.Client;
import io.github.procession.multiprocessing.Condition;
import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.DictProxy;
import io.github.procession.multiprocessing.Listener;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.multiprocessing.SharedMemory;
import io.github.procession.multiprocessing.SyncManager;
import io.github.procession.multiprocessing.ThreadPool;
import io.github.procession.multiprocessing.Value;
import io.github.procession.subprocess.Subprocess;
import io.github.procession.threading.Timer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/** A program that ends in the middle of something: an activity, a way to end, milliseconds before it, and how many threads are at it. */
// Longer than most: a table of activities.
public final class EndingProgram {
    /** What threads do again and again. */
    interface Step {
        void take() throws Exception;
    }

    /** Makes what a step needs. */
    interface Activity {
        Step begin() throws Exception;
    }

    static final Map<String, Activity> ACTIVITIES = new LinkedHashMap<>();
    static final int CODE = 7;

    /** Ways to end, and their exit codes. */
    static final Map<String, Integer> WAYS = new LinkedHashMap<>();

    static {
        WAYS.put("exit", CODE);
        WAYS.put("exitInThread", CODE);
        WAYS.put("exitInCallback", CODE);
        WAYS.put("term", 143);
        WAYS.put("int", 130);
        WAYS.put("hup", 129);
        WAYS.put("kill", 137);
        WAYS.put("returns", 0);
        WAYS.put("throws", 1);
        WAYS.put("mexit", CODE);
        WAYS.put("shutdown", CODE);
    }

    /** Whether the program goes on for ever: a thread gives an executor, which the end of main waits for, more and more to do. */
    static boolean neverEnds(String activity, String way) {
        return activity.equals("executor")
                && List.of("returns", "mexit", "throws").contains(way);
    }

    /** Whether threads say nothing of a shutdown, which is no end of the program. */
    static boolean quiet;

    private static void acceptAll(Listener listener) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    listener.accept().close();
                }
            } catch (Exception e) {
                if (!quiet) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    static int twice(int n) {
        return 2 * n;
    }

    static byte[] large(int n) {
        return new byte[3_000_000];
    }

    static void hold() throws Exception {
        Thread.sleep(100_000);
    }

    static void nothing() {}

    static Process daemon(Process p) {
        p.setDaemon(true);
        p.start();
        return p;
    }

    static void chatter() throws Exception {
        for (int i = 0; ; i++) {
            System.out.println("chatter " + i);
            System.err.println("chatter " + i);
            Thread.sleep(1);
        }
    }

    static void logs() throws Exception {
        for (int i = 0; ; i++) {
            LoggerFactory.getLogger("x").debug("chatter {}", i);
            Thread.sleep(1);
        }
    }

    static void feed(Queue<byte[]> queue) throws Exception {
        while (true) {
            queue.put(new byte[1_000_000]);
        }
    }

    static void drain(Queue<byte[]> queue) throws Exception {
        while (true) {
            queue.get();
        }
    }

    static void callForEver(DictProxy<String, Integer> map) {
        while (true) {
            map.put("a", map.getOrDefault("a", 0) + 1);
        }
    }

    static void echo(Connection connection) throws Exception {
        while (true) {
            Object o = connection.recv();
            connection.send(o);
        }
    }

    static void nest() throws Exception {
        try (Pool pool = new Pool(2)) {
            while (true) {
                pool.map(EndingProgram::twice, IntStream.range(0, 100).boxed().toList());
            }
        }
    }

    static void lockLoop(Lock lock, Condition condition) throws Exception {
        while (true) {
            lock.acquire();
            lock.release();
            condition.acquire();
            condition.await();
            condition.release();
        }
    }

    static List<Integer> numbers(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    static {
        ACTIVITIES.put("poolIsBuilt", () -> () -> {
            Pool pool = new Pool(2);
            pool.apply(EndingProgram::twice, 1);
            pool.terminate();
        });
        ACTIVITIES.put("poolIsLeft", () -> () -> {
            try (Pool pool = new Pool(1)) {
                pool.applyAsync(EndingProgram::twice, 1);
            }
            Thread.sleep(50);
        });
        ACTIVITIES.put("workersRetire", () -> {
            Pool pool = Pool.builder().processes(2).maxTasksPerChild(2).build();
            return () -> pool.map(EndingProgram::twice, numbers(20), 1);
        });
        ACTIVITIES.put("workersAreKilled", () -> {
            Pool pool = Pool.builder().processes(2).retries(100).build();
            return () -> {
                pool.applyAsync(EndingProgram::twice, 1);
                Thread.sleep(20);
                ProcessHandle.current()
                        .children()
                        .filter(p -> p.info().commandLine().orElse("").contains("ChildMain"))
                        .findAny()
                        .ifPresent(ProcessHandle::destroyForcibly);
            };
        });
        ACTIVITIES.put("onDemand", () -> () -> {
            Pool pool = Pool.builder().processes(3).startOnDemand().build();
            pool.map(EndingProgram::twice, numbers(20));
            pool.close();
        });
        ACTIVITIES.put(
                "spawn",
                () -> () -> daemon(Multiprocessing.getContext("spawn").process(EndingProgram::nothing))
                        .join());
        ACTIVITIES.put(
                "forkserver",
                () -> () -> daemon(Multiprocessing.getContext("forkserver").process(EndingProgram::nothing))
                        .join());
        ACTIVITIES.put(
                "threads",
                () -> () -> daemon(Multiprocessing.getContext("threads").process(EndingProgram::nothing))
                        .join());
        ACTIVITIES.put("managerStarts", () -> () -> {
            try (SyncManager manager = Multiprocessing.manager()) {
                manager.dict().put("a", 1);
            }
        });
        ACTIVITIES.put("managerIsCalled", () -> {
            SyncManager manager = Multiprocessing.manager();
            DictProxy<String, Integer> map = manager.dict();
            daemon(new Process(EndingProgram::callForEver, map));
            return () -> map.put("b", 1);
        });
        ACTIVITIES.put("managerWaits", () -> {
            SyncManager manager = Multiprocessing.manager();
            var queue = manager.<Integer>queue();
            return () -> queue.get();
        });
        ACTIVITIES.put("managerPool", () -> {
            SyncManager manager = Multiprocessing.manager();
            var pool = manager.pool(2);
            return () -> pool.map(EndingProgram::twice, numbers(10));
        });
        ACTIVITIES.put("server", () -> {
            SyncManager manager = new SyncManager(null, new byte[] {1});
            var server = manager.getServer();
            Thread t = new Thread(() -> {
                try {
                    server.serveForever();
                } catch (Exception e) {
                    if (!quiet) {
                        throw new RuntimeException(e);
                    }
                }
            });
            t.setDaemon(true);
            t.start();
            return () -> {
                SyncManager client = new SyncManager(server.address(), new byte[] {1});
                client.connect();
                client.dict().put("a", 1);
            };
        });
        ACTIVITIES.put("listener", () -> {
            Listener listener = new Listener(new InetSocketAddress("localhost", 0), new byte[] {1});
            acceptAll(listener);
            return () -> Client.connect(listener.address(), new byte[] {1}).close();
        });
        ACTIVITIES.put("listenerOfFamily", () -> {
            Listener listener = new Listener();
            acceptAll(listener);
            return () -> Client.connect(listener.address()).close();
        });
        ACTIVITIES.put("queue", () -> {
            Queue<byte[]> queue = new Queue<>(20);
            daemon(new Process(EndingProgram::feed, queue));
            daemon(new Process(EndingProgram::drain, queue));
            return queue::get;
        });
        ACTIVITIES.put("output", () -> {
            daemon(new Process(EndingProgram::chatter));
            return () -> Thread.sleep(1000);
        });
        ACTIVITIES.put("log", () -> {
            daemon(new Process(EndingProgram::logs));
            return () -> {
                var p = daemon(new Process(EndingProgram::nothing));
                p.join();
            };
        });
        ACTIVITIES.put("timer", () -> {
            Pool pool = new Pool(1);
            return () -> {
                var timer = new Timer(Duration.ofMillis(5), () -> {
                    try {
                        pool.apply(EndingProgram::twice, 1);
                    } catch (RuntimeException e) {
                        if (!quiet) {
                            throw e;
                        }
                    }
                });
                timer.setDaemon(true);
                timer.start();
                timer.join();
            };
        });
        ACTIVITIES.put("executor", () -> {
            var executor = new ProcessPoolExecutor(2);
            return () -> {
                executor.submit(EndingProgram::twice, 1).get();
                for (int i : executor.map(EndingProgram::twice, numbers(10))) {}
            };
        });
        ACTIVITIES.put("callbacks", () -> {
            Pool pool = new Pool(2);
            return () -> {
                var r = pool.applyAsync(EndingProgram::twice, 1);
                r.whenDone(() -> {
                    if (!quiet) {
                        pool.applyAsync(EndingProgram::twice, 1);
                    }
                });
                r.get();
            };
        });
        ACTIVITIES.put("imapLarge", () -> {
            Pool pool = new Pool(2);
            return () -> {
                for (byte[] b : pool.imap(EndingProgram::large, numbers(10))) {}
            };
        });
        ACTIVITIES.put("threadPool", () -> {
            ThreadPool pool = new ThreadPool(2);
            return () -> pool.map(EndingProgram::twice, numbers(100));
        });
        ACTIVITIES.put("nested", () -> {
            var p = new Process(EndingProgram::nest);
            daemon(p);
            return () -> p.join();
        });
        ACTIVITIES.put("locks", () -> {
            var lock = new Lock();
            var condition = new Condition();
            daemon(new Process(EndingProgram::lockLoop, lock, condition));
            return () -> {
                lock.acquire();
                lock.release();
                condition.acquire();
                condition.signal();
                condition.release();
            };
        });
        ACTIVITIES.put("values", () -> () -> {
            Value.ofInt(1).get();
            new Queue<Integer>().put(1);
        });
        ACTIVITIES.put("pipe", () -> {
            var pipe = Pipe.open();
            daemon(new Process(EndingProgram::echo, pipe.second()));
            return () -> {
                synchronized (pipe) {
                    pipe.first().send(new byte[5_000_000]);
                    pipe.first().recv();
                }
            };
        });
        ACTIVITIES.put("wait", () -> {
            var pipe = Pipe.open();
            var p = daemon(new Process(EndingProgram::hold));
            return () -> Multiprocessing.wait(List.of(pipe.first(), p.sentinel()));
        });
        ACTIVITIES.put("namedBlocks", () -> () -> {
            try (var block = SharedMemory.create(100_000)) {
                block.buf().put(0, (byte) 1);
                block.unlink();
            }
        });
        ACTIVITIES.put("subprocess", () -> () -> {
            if (Math.random() < .5) {
                Subprocess.checkOutput("sleep", "0.01");
            } else {
                Subprocess.run("sleep", "1.5");
            }
        });
    }

    /** The calling thread does a step, for ever; what it throws is thrown. */
    static void loop(Step step) {
        try {
            while (true) {
                step.take();
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw sneaky(e);
        }
    }

    @SuppressWarnings("unchecked")
    static <T extends Throwable> T sneaky(Throwable e) throws T {
        throw (T) e;
    }

    public static void main(String[] args) throws Exception {
        String way = args[1];
        long delay = Long.parseLong(args[2]);
        int threads = Integer.parseInt(args[3]);
        quiet = way.equals("shutdown");
        Step step = ACTIVITIES.get(args[0]).begin();
        Step first = step;
        CountDownLatch begun = new CountDownLatch(1);
        for (int i = 0; i < threads; i++) {
            Runnable body = () -> {
                begun.countDown();
                try {
                    loop(first);
                } catch (Throwable e) {
                    if (!quiet) {
                        throw e;
                    }
                }
            };
            int kind = i % 3;
            if (kind == 0) {
                Thread t = new Thread(body, "user-" + i);
                t.setDaemon(true);
                t.start();
            } else if (kind == 1) {
                var t = io.github.procession.threading.Thread.target(body::run)
                        .daemon(true)
                        .build();
                t.start();
            } else {
                Thread.ofVirtual().start(body);
            }
        }
        begun.await();
        System.err.flush();
        System.out.println("begun");
        Step end = () -> {
            Thread.sleep(delay);
            switch (way) {
                case "exit", "exitInThread", "exitInCallback" -> System.exit(CODE);
                case "term" -> signal("TERM");
                case "int" -> signal("INT");
                case "hup" -> signal("HUP");
                case "kill" -> signal("KILL");
                case "shutdown" -> {
                    Multiprocessing.shutdown();
                    System.exit(CODE);
                }
                default -> throw new IllegalArgumentException(way);
            }
        };
        switch (way) {
            case "exit", "shutdown" -> end.take();
            case "returns" -> Thread.sleep(delay);
            case "throws" -> {
                Thread.sleep(delay);
                throw new IllegalStateException("of the program");
            }
            case "mexit" -> {
                Thread.sleep(delay);
                throw Multiprocessing.exit(CODE);
            }
            case "exitInCallback" -> {
                var pool = new ThreadPool(1);
                pool.applyAsync(EndingProgram::twice, 1).whenDone(() -> {
                    try {
                        end.take();
                    } catch (Exception x) {
                        throw new RuntimeException(x);
                    }
                });
                loop(step);
            }
            default -> {
                Thread t = new Thread(() -> {
                    try {
                        end.take();
                    } catch (Exception x) {
                        x.printStackTrace();
                    }
                });
                t.setDaemon(true);
                t.start();
                loop(step);
            }
        }
    }

    static void signal(String name) throws Exception {
        new ProcessBuilder(
                        "kill",
                        "-" + name,
                        String.valueOf(ProcessHandle.current().pid()))
                .start();
    }
}
