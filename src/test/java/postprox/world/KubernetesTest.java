package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.config.CommandLine;
import postprox.config.Settings;
import postprox.config.Usage;
import postprox.metrics.Promtool;
import postprox.run.Lifecycle;

/** The manifests are what Kubernetes understands, they fit each other, and the program does what they expect of it. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class KubernetesTest {
    private static final Path DIRECTORY = Path.of("packaging/kubernetes");
    private static final String TOKEN = KubernetesPod.TOKEN;
    private static final String USER = "10025";

    private final String text = text();
    private final Manifests manifests = read(text);
    private final PodSpec pod =
            manifests.only(Deployment.class).getSpec().getTemplate().getSpec();

    private static String text() {
        try {
            return Files.readString(DIRECTORY.resolve("postprox.yaml")) + "---\n"
                    + Files.readString(DIRECTORY.resolve("autoscaling.yaml"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Manifests read(String text) {
        try {
            return Manifests.read(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void eachNameLeadsToSomething() {
        assertThat(ManifestReferences.complaints(manifests)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxUnavailable: 1 | maxUnavailabel: 1 | \"maxUnavailabel\"",
                "allowPrivilegeEscalation: false | allowPrivilegeEscalation: never | Boolean",
                "replicas: 2 | replicas: two | Integer",
                "replicas: 2 | replicas: \"2\" | Integer",
                "type: RollingUpdate | type: 5 | String",
                "kind: Deployment | kind: Deploymnet | apps/v1 Deploymnet",
                "policy/v1 | policy/v1beta1 | policy/v1beta1 PodDisruptionBudget",
                "replicas: 2 | replicas: 2¶  replicas: 3 | Duplicate",
            })
    void whatKubernetesWouldNotTakeIsFound(String right, String wrong, String complaint) {
        String broken = text.replace(right, wrong.replace('¶', '\n'));

        assertThat(broken).isNotEqualTo(text);
        assertThatThrownBy(() -> Manifests.read(broken)).hasMessageContaining(complaint);
    }

    /** A line ends where a paragraph sign stands. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "selector:¶    app.kubernetes.io/name: postprox | selector:¶    name: postprox | Service selects",
                "targetPort: smtp | targetPort: smpt | Service has the port smpt",
                "port: admin | port: amdin | probe has the port amdin",
                "configMap:¶            name: postprox | configMap:¶            name: other | another ConfigMap",
                "- name: config¶              mountPath | - name: confgi¶              mountPath | mounted",
                "namespace: postprox¶data | namespace: default¶data | ConfigMap is not in the namespace",
                "kind: Deployment¶    name: postprox | kind: Deployment¶    name: proxpost | scales Deployment proxpost",
            })
    void aNameThatLeadsNowhereIsFound(String right, String wrong, String complaint) {
        String broken = text.replace(right.replace('¶', '\n'), wrong.replace('¶', '\n'));

        assertThat(broken).isNotEqualTo(text);
        assertThat(ManifestReferences.complaints(read(broken))).anyMatch(line -> line.contains(complaint));
    }

    /** What a namespace wants that enforces the standard "restricted". */
    @Test
    void noContainerHasMoreRightsThanItNeeds() {
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(Long.parseLong(USER));
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(containers()).hasSize(2).allSatisfy(container -> {
            SecurityContext context = container.getSecurityContext();
            assertThat(context.getAllowPrivilegeEscalation()).isFalse();
            assertThat(context.getReadOnlyRootFilesystem()).isTrue();
            assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        });
    }

    private List<Container> containers() {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .toList();
    }

    @Test
    void theHeapAndTheMessagesLeaveMemoryToFilters() {
        BigDecimal limit = Quantity.getAmountInBytes(
                pod.getContainers().getFirst().getResources().getLimits().get("memory"));
        Quantity messages = pod.getVolumes().stream()
                .map(Volume::getEmptyDir)
                .filter(directory -> directory != null)
                .findFirst()
                .orElseThrow()
                .getSizeLimit();
        BigDecimal heap = limit.divide(BigDecimal.valueOf(4));
        BigDecimal restOfTheJvm = BigDecimal.valueOf(128 << 20);

        assertThat(limit.subtract(heap).subtract(restOfTheJvm).subtract(Quantity.getAmountInBytes(messages)))
                .isGreaterThan(BigDecimal.valueOf(128 << 20));
    }

    @Test
    void thePodIsKilledAfterTheProgramHasEndedByItself() throws Exception {
        try (KubernetesPod started = KubernetesPod.prepare(configuration())) {
            Settings settings = Settings.ofProxy(CommandLine.read(
                            Usage.SERVE,
                            List.of("--config", started.configuration().toString()))
                    .configuration());
            Duration pause = Duration.ofSeconds(pod.getContainers()
                    .getFirst()
                    .getLifecycle()
                    .getPreStop()
                    .getSleep()
                    .getSeconds());

            assertThat(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds()))
                    .isGreaterThan(pause.plus(settings.deadline()).plus(Lifecycle.STOP_MARGIN));
        }
    }

    private String configuration() {
        return Optional.ofNullable(manifests.only(ConfigMap.class).getData().get("postprox.conf"))
                .orElseThrow();
    }

    @Test
    void theProgramTakesTheConfigMapAndAnswersAsAKubeletAsks() throws Exception {
        HorizontalPodAutoscalerSpec scaling =
                manifests.only(HorizontalPodAutoscaler.class).getSpec();
        try (KubernetesPod started = KubernetesPod.prepare(configuration())) {
            assertThat(started.check())
                    .isEqualTo(new Tools.Result(0, started.configuration() + ": nothing is wrong\n"));
            started.start();

            assertThat(started.send("Subject: hello\r\n\r\nBody\r\n")).startsWith("250");
            assertThat(ManifestReferences.probes(pod.getContainers().getFirst())
                            .map(probe -> started.asksKubelet(probe.getHttpGet().getPath())))
                    .containsExactly("ok\n200", "ready\n200", "ok\n200");
            assertThat(started.asksKubelet("/metrics")).endsWith("401");
            assertThat(started.asksPrometheus())
                    .contains("# TYPE "
                            + scaling.getMetrics()
                                    .getFirst()
                                    .getPods()
                                    .getMetric()
                                    .getName() + " gauge");
            started.end();
        }
        assertThat(scaling.getBehavior().getScaleDown().getStabilizationWindowSeconds())
                .isGreaterThanOrEqualTo(300);
    }

    /** Debian's promtool knows nothing of Kubernetes, by which Prometheus finds pods. */
    @Test
    void prometheusAndItsAdapterGetLabelsAndAQueryThatAreTrue() throws IOException {
        try (Workspace workspace = Workspace.create()) {
            Path token = workspace.file("token", TOKEN);
            String scraping = Files.readString(DIRECTORY.resolve("prometheus.yaml"));
            String elsewhere = scraping.replace("/etc/postprox-token/token", token.toString())
                    .replace(
                            "    kubernetes_sd_configs:\n      - role: pod\n        namespaces:\n          names: [postprox]\n",
                            "    static_configs:\n      - targets: ['127.0.0.1:10080']\n");
            assertThat(elsewhere).doesNotContain("kubernetes_sd");
            Path config = workspace.file("prometheus.yaml", elsewhere);
            Promtool.run(config.resolveSibling(""), "check", "config", config.toString());

            String adapter = Files.readString(DIRECTORY.resolve("adapter.yaml"));
            String query = value(adapter, "metricsQuery")
                    .replace("<<.Series>>", value(adapter, "as"))
                    .replace("<<.LabelMatchers>>", "namespace=\"postprox\",pod=~\"a|b\"")
                    .replace("<<.GroupBy>>", "pod");
            assertThat(text).contains("name: " + value(adapter, "as") + "\n");
            Path rules = workspace.file(
                    "rules.yml",
                    "groups:\n  - name: adapter\n    rules:\n      - record: adapter:waiting\n        expr: '" + query
                            + "'\n");
            Promtool.run(rules.resolveSibling(""), "check", "rules", rules.toString());
        }
    }

    /** The value of a line, without its quotes. */
    private static String value(String yaml, String name) {
        String line = yaml.lines()
                .filter(each -> each.strip().startsWith(name + ": "))
                .findFirst()
                .orElseThrow();
        return line.strip().substring(name.length() + 2).replace("'", "");
    }
}
