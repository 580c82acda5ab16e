package io.github.procession.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link Cluster} that is to be connected. */
public final class ClusterBuilder {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);
    private static final Duration USUAL_LEASE = Duration.ofSeconds(10);
    static final String AUTHKEY_VARIABLE = "PROCESSION_AUTHKEY";

    private Address address;
    private String user;
    private String password;
    private SSLContext tls;
    private byte[] authkey;
    private Duration lease = USUAL_LEASE;
    private int replicas;
    private String run = Runs.ofThisProgram();
    private String role = "program";
    private @Nullable String workerHint;
    private final List<String> allowed = new ArrayList<>();

    ClusterBuilder() {}

    /**
     * Address of the server and name of the namespace.
     *
     * @param url {@code redis://host:port/name}, or {@code rediss://...} for TLS, with {@code user:password@} before the host if
     *     the server asks for them; without a port 6379, without a name "default"
     * @return this builder
     * @throws IllegalArgumentException if it is no such URL
     */
    public ClusterBuilder address(String url) {
        address = Address.parse(Objects.requireNonNull(url, "url"));
        return this;
    }

    /**
     * User of the server, in place of the one in the URL.
     *
     * @param name name of the user
     * @return this builder
     */
    public ClusterBuilder user(String name) {
        user = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Password at the server, in place of the one in the URL.
     *
     * @param secret the password
     * @return this builder
     */
    public ClusterBuilder password(String secret) {
        password = Objects.requireNonNull(secret, "secret");
        return this;
    }

    /**
     * Certificates for TLS, which a URL that begins with {@code rediss} asks for. Without this those of the JDK hold.
     *
     * @param context the context
     * @return this builder
     */
    public ClusterBuilder tls(SSLContext context) {
        tls = Objects.requireNonNull(context, "context");
        return this;
    }

    /**
     * Secret under which all values are sealed: the server and others who can write to it can neither read them nor make any
     * that are decoded. All programs of a namespace need the same. Without one, that of the environment variable
     * {@code PROCESSION_AUTHKEY} holds; without that either, only a server on this machine is allowed.
     *
     * @param key the secret, of at least 16 bytes
     * @return this builder
     * @throws IllegalArgumentException if it is shorter
     */
    public ClusterBuilder authkey(byte[] key) {
        if (key.length < 16) {
            throw new IllegalArgumentException(
                    "an authkey of " + key.length + " bytes can be guessed: at least 16 are needed");
        }
        authkey = key.clone();
        return this;
    }

    /**
     * Time without a sign of life after which this process is taken for dead, and what it holds goes to others; 10 s unless
     * set. A process gives a sign each third of it.
     *
     * @param time from 1 second to 1 hour
     * @return this builder
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public ClusterBuilder lease(Duration time) {
        if (time.compareTo(SHORTEST_LEASE) < 0 || time.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException(
                    "a lease of " + time + " is not between " + SHORTEST_LEASE + " and " + LONGEST_LEASE);
        }
        lease = time;
        return this;
    }

    /**
     * Number of replicas that must have a change before the call that makes it returns; 0 unless set. A failover to a replica
     * that has it loses nothing then. A call that they do not confirm within two seconds throws {@link EngineException},
     * though it is done; a lock, a permit or an item that it was granted is given back.
     *
     * @param replicas how many
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public ClusterBuilder waitReplicas(int replicas) {
        if (replicas < 0) {
            throw new IllegalArgumentException("the number of replicas is negative: " + replicas);
        }
        this.replicas = replicas;
        return this;
    }

    /**
     * Classes whose objects may come, beside values of the JDK, as for {@code Listener} and managers.
     *
     * @param patterns names of classes; {@code p.*} for all of a package, {@code p.**} for those below it too
     * @return this builder
     */
    public ClusterBuilder allow(String... patterns) {
        allowed.addAll(List.of(patterns));
        return this;
    }

    /**
     * Name of the program for machines that take tasks of some programs alone. Unless set, the system property
     * {@code procession.cluster.run} or the name of its main class; the file's name without {@code .java} if it runs from its source.
     *
     * @param name of letters, digits and the signs _ . -
     * @return this builder
     * @throws IllegalArgumentException if there is another sign in it
     */
    public ClusterBuilder run(String name) {
        run = Runs.checked(name);
        return this;
    }

    /** What it is, for those who look at the cluster. */
    ClusterBuilder role(String name) {
        role = name;
        return this;
    }

    /** How there will be a worker, for a program whose tasks wait for one; unless set, that command. */
    ClusterBuilder workerHint(String text) {
        workerHint = text;
        return this;
    }

    /**
     * Connects and begins a session.
     *
     * @return the cluster
     * @throws EngineException if the server cannot be reached, is too old, would throw data away, or does not allow it
     * @throws IllegalStateException if there is no address
     * @throws IllegalArgumentException if the server is on another machine and there is no authkey
     */
    public Cluster connect() {
        if (address == null) {
            throw new IllegalStateException("there is no address: call address(url)");
        }
        byte[] key = authkey;
        String variable = System.getenv(AUTHKEY_VARIABLE);
        if (key == null && variable != null) {
            authkey(variable.getBytes(StandardCharsets.UTF_8));
            key = authkey;
            authkey = null;
        }
        if (key == null && !address.isLoopback()) {
            throw new IllegalArgumentException(
                    address + " is not on this machine, and there is no authkey to seal values under: call"
                            + " authkey(...) or set " + AUTHKEY_VARIABLE);
        }
        Address full =
                address.with(user != null ? user : address.user(), password != null ? password : address.password());
        Payloads payloads = new Payloads(new Seal(full.namespace(), key), allowed); // before there is a session to end
        // an answer that takes longer than a third of the lease is asked for again through a new connection
        Server server = new Server(full, tls, lease.dividedBy(3).plusSeconds(2), key == null);
        String hint = workerHint != null ? workerHint : WorkerWatch.hint(full, key != null);
        return new Cluster(new Session(server, lease, replicas, role), payloads, run, hint);
    }
}
