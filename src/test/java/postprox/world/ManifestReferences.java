package postprox.world;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds names in manifests that nothing has. Kubernetes takes such manifests, and then nothing happens. */
final class ManifestReferences {
    private final Manifests manifests;
    private final Deployment deployment;
    private final PodSpec pod;
    private final Map<String, String> labels;
    private final List<String> complaints = new ArrayList<>();

    private ManifestReferences(Manifests manifests) {
        this.manifests = manifests;
        this.deployment = manifests.only(Deployment.class);
        this.pod = deployment.getSpec().getTemplate().getSpec();
        this.labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    }

    /** What is wrong, each in a line; nothing if all names lead somewhere. */
    static List<String> complaints(Manifests manifests) {
        ManifestReferences references = new ManifestReferences(manifests);
        references.namespaces();
        references.selectors();
        references.ports();
        references.volumes();
        references.scaling();
        return references.complaints;
    }

    private void require(boolean isTrue, String complaint) {
        if (!isTrue) {
            complaints.add(complaint);
        }
    }

    private void namespaces() {
        String name = manifests.only(Namespace.class).getMetadata().getName();
        for (HasMetadata object : manifests.all()) {
            require(
                    object instanceof Namespace
                            || name.equals(object.getMetadata().getNamespace()),
                    object.getKind() + " is not in the namespace " + name);
        }
    }

    private void selectors() {
        selector("Deployment", deployment.getSpec().getSelector());
        selector(
                "PodDisruptionBudget",
                manifests.only(PodDisruptionBudget.class).getSpec().getSelector());
        selector("NetworkPolicy", manifests.only(NetworkPolicy.class).getSpec().getPodSelector());
        for (TopologySpreadConstraint constraint : pod.getTopologySpreadConstraints()) {
            selector("topologySpreadConstraints", constraint.getLabelSelector());
        }
        selector("Service", manifests.only(Service.class).getSpec().getSelector());
    }

    private void selector(String whose, LabelSelector selector) {
        require(selector.getMatchExpressions().isEmpty(), whose + " has expressions, which are not understood here");
        selector(whose, selector.getMatchLabels());
    }

    private void selector(String whose, Map<String, String> wanted) {
        require(
                !wanted.isEmpty() && labels.entrySet().containsAll(wanted.entrySet()),
                whose + " selects " + wanted + ", and pods have " + labels);
    }

    private void ports() {
        for (ServicePort port : manifests.only(Service.class).getSpec().getPorts()) {
            port("Service", port.getTargetPort());
        }
        for (NetworkPolicyIngressRule rule :
                manifests.only(NetworkPolicy.class).getSpec().getIngress()) {
            for (NetworkPolicyPort port : rule.getPorts()) {
                port("NetworkPolicy", port.getPort());
            }
        }
        for (Container container : pod.getContainers()) {
            probes(container).map(Probe::getHttpGet).map(HTTPGetAction::getPort).forEach(port -> port("probe", port));
        }
    }

    static Stream<Probe> probes(Container container) {
        return Stream.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe());
    }

    private void port(String whose, IntOrString port) {
        boolean isThere = pod.getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .anyMatch(open -> open.getName().equals(port.getStrVal())
                        || open.getContainerPort().equals(port.getIntVal()));
        require(isThere, whose + " has the port " + port.getValue() + ", which no container has");
    }

    private void volumes() {
        Set<String> names = pod.getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
        Set<String> used = Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream())
                .flatMap(container -> container.getVolumeMounts().stream())
                .map(VolumeMount::getName)
                .collect(Collectors.toSet());
        require(names.equals(used), "volumes are " + names + ", and mounted are " + used);
        String config = manifests.only(ConfigMap.class).getMetadata().getName();
        require(
                pod.getVolumes().stream()
                        .filter(volume -> volume.getConfigMap() != null)
                        .allMatch(volume -> config.equals(volume.getConfigMap().getName())),
                "a volume is of another ConfigMap than " + config);
    }

    private void scaling() {
        CrossVersionObjectReference target =
                manifests.only(HorizontalPodAutoscaler.class).getSpec().getScaleTargetRef();
        require(
                target.getKind().equals(deployment.getKind())
                        && target.getApiVersion().equals(deployment.getApiVersion())
                        && target.getName().equals(deployment.getMetadata().getName()),
                "HorizontalPodAutoscaler scales " + target.getKind() + " " + target.getName());
    }
}
