package postprox.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import postprox.postfix.Tool;

/** A program is run with the groups that the filter's user has: under spawn(8) one, under systemd(1) all. */
class GroupsTest {
    private static final List<String> GROUPS = List.of("id", "-G");

    /** The first user of this machine who is named as a member of another group, or one without. */
    private static String userWithOtherGroups() throws IOException {
        return Tool.run(List.of("getent", "group"))
                .output()
                .lines()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length == 4 && !fields[3].isEmpty())
                .map(fields -> fields[3].split(",")[0])
                .findFirst()
                .orElse("nobody");
    }

    @Test
    void aServiceHasAllGroupsOfItsUserAndSpawnGivesOne() throws IOException {
        String user = userWithOtherGroups();
        Account spawned = Account.find(user).orElseThrow();
        String all = Tool.run(List.of("id", "-G", "--", user)).output();

        assertThat(spawned.run(GROUPS).output()).isEqualTo(spawned.group() + "\n");
        assertThat(spawned.withOtherGroups().run(GROUPS).output().split("\\s+"))
                .containsExactlyInAnyOrder(all.split("\\s+"));
    }
}
