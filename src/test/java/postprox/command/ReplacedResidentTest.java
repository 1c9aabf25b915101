package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import postprox.json.JsonObject;

/** After a change of the configuration file two resident processes are there for a while. */
class ReplacedResidentTest {
    private static Answers.Answer resident(String started, String config, String hop) {
        JsonObject status = JsonObject.read("""
                        {"mode":"resident","started":"STARTED","config":"CONFIG","next_hop":{"place":"HOP"}}
                        """.replace("STARTED", started)
                        .replace("CONFIG", config)
                        .replace("HOP", hop))
                .orElseThrow();
        return new Answers.Answer(Path.of("/tmp/.postprox-7/a"), "filter", "", status);
    }

    @Test
    void theOlderOfTwoWithOneConfigurationFileIsTheOldOne() {
        Answers.Answer old = resident("2026-03-01T10:00:00Z", "/etc/postprox/postprox.conf", "127.0.0.1:10026");
        Answers.Answer present = resident("2026-03-01T10:05:00Z", "/etc/postprox/postprox.conf", "127.0.0.1:10026");
        Answers.Answer other = resident("2026-03-01T09:00:00Z", "/etc/postprox/other.conf", "127.0.0.1:10026");
        Answers.Answer elsewhere = resident("2026-03-01T09:00:00Z", "/etc/postprox/postprox.conf", "127.0.0.1:10027");
        Answers answers = new Answers(List.of(old, present, other, elsewhere), List.of(), true);

        assertThat(answers.all()).filteredOn(answers::isReplaced).containsExactly(old);
    }

    @Test
    void withoutAConfigurationFileNobodyKnows() {
        Answers.Answer one = resident("2026-03-01T10:00:00Z", "", "127.0.0.1:10026");
        Answers.Answer two = resident("2026-03-01T10:05:00Z", "", "127.0.0.1:10026");

        assertThat(new Answers(List.of(one, two), List.of(), true).isReplaced(one))
                .isFalse();
    }
}
