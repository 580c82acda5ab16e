package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The compose file and the Kubernetes manifest are YAML, of the shape that their readers want. */
class DeployTest {
    private static final Path DEPLOY = Path.of("deploy");

    private static List<Map<?, ?>> documents(String file) throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<Map<?, ?>> documents = new ArrayList<>();
        for (Object each : new Yaml(new SafeConstructor(strict)).loadAll(Files.readString(DEPLOY.resolve(file)))) {
            documents.add((Map<?, ?>) each);
        }
        return documents;
    }

    private static Object at(Object from, Object... path) {
        Object at = from;
        for (Object key : path) {
            at = at instanceof List<?> list ? list.get((Integer) key) : ((Map<?, ?>) at).get(key);
            assertNotNull(at, () -> "nothing at " + key + " of " + List.of(path));
        }
        return at;
    }

    /** The command line of a worker is one that the program takes. */
    private static void assertStartsAWorker(Object command) {
        List<?> words = (List<?>) command;
        assertEquals(
                List.of("java", "-jar", "/procession/procession-cluster.jar", Main.WORKER_COMMAND),
                words.subList(0, 4));
        for (int i = 4; i < words.size(); i += 2) {
            assertTrue(Main.USAGE.contains(" " + words.get(i) + " "), "no option " + words.get(i));
            assertTrue(words.get(i + 1).toString().matches("\\d+"), words::toString);
        }
    }

    @Test
    void composeFile() throws IOException {
        Map<?, ?> compose = documents("compose.yaml").getFirst();
        Map<?, ?> services = (Map<?, ?>) at(compose, "services");
        for (Object name : services.keySet()) {
            at(services, name, "image");
            assertTrue(at(services, name, "command") instanceof List, "command of " + name);
        }
        assertStartsAWorker(at(services, "worker", "command"));
        Map<?, ?> environment = (Map<?, ?>) at(services, "worker", "environment");
        assertTrue(environment.containsKey(ClusterBuilder.AUTHKEY_VARIABLE));
        Address address = Address.parse((String) at(environment, ProgramCluster.VARIABLE));
        assertTrue(address.toString().startsWith("redis://server:6379/"), "the host is the service's name");
        assertEquals(List.of("server"), at(services, "worker", "depends_on"));
        String volume = (String) at(services, "server", "volumes", 0);
        assertTrue(((Map<?, ?>) at(compose, "volumes")).containsKey(volume.split(":")[0]), volume);
    }

    @Test
    void kubernetesManifest() throws IOException {
        List<Map<?, ?>> documents = documents("kubernetes.yaml");
        List<Object> kinds = new ArrayList<>();
        for (Map<?, ?> document : documents) {
            kinds.add(document.get("apiVersion") + " " + document.get("kind"));
            at(document, "metadata", "name");
            if (document.get("kind").equals("Service")) {
                continue;
            }
            assertEquals(
                    at(document, "spec", "selector", "matchLabels"),
                    at(document, "spec", "template", "metadata", "labels"));
            Object container = at(document, "spec", "template", "spec", "containers", 0);
            at(container, "image");
            assertTrue(mounts(container).stream()
                    .allMatch(name -> volumes(document).contains(name)));
        }
        assertEquals(List.of("v1 Service", "apps/v1 StatefulSet", "apps/v1 Deployment"), kinds);
        Object service = at(documents.get(0), "metadata", "name");
        assertEquals(service, at(documents.get(1), "spec", "serviceName"));
        assertEquals(
                at(documents.get(0), "spec", "selector"),
                at(documents.get(1), "spec", "template", "metadata", "labels"));
        Object worker = at(documents.get(2), "spec", "template", "spec", "containers", 0);
        assertStartsAWorker(at(worker, "command"));
        assertEquals(ProgramCluster.VARIABLE, at(worker, "env", 0, "name"));
        assertTrue(Address.parse((String) at(worker, "env", 0, "value"))
                .toString()
                .startsWith("redis://" + service + ":"));
        assertEquals(ClusterBuilder.AUTHKEY_VARIABLE, at(worker, "env", 1, "name"));
    }

    private static List<Object> mounts(Object container) {
        return named((List<?>) at(container, "volumeMounts"));
    }

    private static List<Object> volumes(Map<?, ?> document) {
        Map<?, ?> spec = (Map<?, ?>) at(document, "spec");
        List<Object> names = new ArrayList<>();
        if (spec.containsKey("volumeClaimTemplates")) {
            for (Object claim : (List<?>) spec.get("volumeClaimTemplates")) {
                names.add(at(claim, "metadata", "name"));
            }
        } else {
            names.addAll(named((List<?>) at(spec, "template", "spec", "volumes")));
        }
        return names;
    }

    private static List<Object> named(List<?> list) {
        List<Object> names = new ArrayList<>();
        list.forEach(each -> names.add(at(each, "name")));
        return names;
    }
}
