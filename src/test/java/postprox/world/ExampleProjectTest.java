package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example of a filter in Java as a project of its author's, which knows postprox by the published jar alone. */
@Tag("full")
@Timeout(value = 240, threadMode = SEPARATE_THREAD)
class ExampleProjectTest {
    private static final String MAVEN = Tools.require("/usr/bin/mvn", "maven");
    private static final Path API = Path.of("target/filter-api/postprox-filter-api.jar");
    private static final String COORDINATES = "postprox/postprox-filter-api/1.0.0";

    private final Site site = new Site();

    @AfterEach
    void cleanUp() {
        site.close();
    }

    /**
     * Offline, with the plugins of our own build, of which the project names the same versions. So the phases run that need no other
     * plugin: the project has no tests for Surefire.
     */
    @Test
    void mavenMakesAJarOfItThatPostproxLoads() throws IOException {
        Path project = site.workspace().path("project");
        Tools.run("cp", "-r", "examples/java-filter", project.toString());
        String said = Tools.run(
                "/usr/bin/env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                MAVEN,
                "-o",
                "-B",
                "-ntp",
                "-Dmaven.repo.local=" + repository(),
                "-f",
                project.resolve("pom.xml").toString(),
                "process-classes",
                "org.apache.maven.plugins:maven-jar-plugin:jar");
        Path jar = project.resolve("target/word-filter.jar");
        assertThat(jar).as(said).exists();
        assertThat(names(jar))
                .contains("com/example/WordFilter.class", "META-INF/services/postprox.filter.api.MessageFilter")
                .noneMatch(name -> name.startsWith("postprox/"));

        Path plugins = site.workspace().directory("plugins");
        Tools.run("install", "-m", "644", jar.toString(), plugins.toString());
        Path words = site.workspace().file("words", "lottery\n");
        Path file =
                site.workspace().file("postprox.conf", """
                next-hop = %s
                plugins = %s
                [filter words]
                filter = java:com.example.WordFilter
                options = file=%s action=tag
                """.formatted(site.sink().place(), plugins, words));
        assertThat(Tools.run(site.installation().launcher().toString(), "config", "check", file.toString()))
                .isEqualTo(file + ": nothing is wrong\n");
    }

    /** A local repository: that of our own build, by links, and in it what {@code install:install-file} of the README puts there. */
    private Path repository() throws IOException {
        Path local = Path.of(Optional.ofNullable(System.getProperty("localRepository"))
                .orElse(System.getProperty("user.home") + "/.m2/repository"));
        Path repository = site.workspace().directory("repository");
        try (Stream<Path> groups = Files.list(local)) {
            for (Path group :
                    groups.filter(group -> !group.endsWith("postprox")).toList()) {
                Files.createSymbolicLink(repository.resolve(local.relativize(group)), group);
            }
        }
        Path own = Files.createDirectories(repository.resolve(COORDINATES));
        assertThat(API).as("made by ./postprox --version").exists();
        Files.copy(API, own.resolve("postprox-filter-api-1.0.0.jar"));
        Files.writeString(own.resolve("postprox-filter-api-1.0.0.pom"), """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>postprox</groupId>
                  <artifactId>postprox-filter-api</artifactId>
                  <version>1.0.0</version>
                </project>
                """);
        return repository;
    }

    private static List<String> names(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(Object::toString).toList();
        }
    }
}
