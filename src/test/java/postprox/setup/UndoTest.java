package postprox.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postprox.setup.Configurations.applied;
import static postprox.setup.Configurations.copy;
import static postprox.setup.Configurations.request;
import static postprox.setup.Configurations.undo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postprox.postfix.Postfix;
import postprox.setup.Request.Place;
import postprox.world.Workspace;

/** A set-up is taken back however far it came, and nothing of anybody else's goes with it. */
class UndoTest {
    private static final String OTHERS = "policy unix - n n - 0 spawn\n  user=nobody argv=/x\n";

    @Test
    void whatSomebodyElseHasEditedSinceStays() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Path master = applied(directory, request(Place.BEFORE_QUEUE), workspace)
                    .directory()
                    .resolve("master.cf");
            Files.writeString(master, "# a word of mine\n" + Files.readString(master) + OTHERS);

            undo(directory, workspace);

            assertThat(master).content().isEqualTo("# a word of mine\n" + Configurations.source("postscreen") + OTHERS);
        }
    }

    @Test
    void linesOfTheSetUpThatSomebodyHasChangedAreNamedAndNothingIsTouched() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Postfix _ = applied(directory, request(Place.BEFORE_QUEUE), workspace);
            Configurations.master(directory, "-o smtpd_error_sleep_time=0", "-o smtpd_error_sleep_time=1");
            String edited = Files.readString(directory.resolve("master.cf"));

            assertThatThrownBy(() -> undo(directory, workspace))
                    .isInstanceOf(SetupRefused.class)
                    .hasMessageContainingAll("-o smtpd_error_sleep_time=0", "--undo --force");
            assertThat(directory.resolve("master.cf")).hasContent(edited);
        }
    }

    /** What master.cf has after kill -9, or a loss of power, between two steps of --apply or --undo. */
    enum Killed {
        BEFORE_THE_FIRST_EDIT,
        WITH_SERVICES_THAT_NOBODY_USES,
        WITH_ALL_IN_PLACE,
        WITH_THE_FILE_PUT_BACK
    }

    @ParameterizedTest
    @EnumSource
    void whatWasKilledAtAnyStepIsUndone(Killed step) throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("unterminated", workspace);
            Path master = directory.resolve("master.cf");
            String before = Files.readString(master);
            Postfix _ = applied(directory, request(Place.BEFORE_QUEUE), workspace);
            SavedSetup saved =
                    SavedSetup.latest(directory, workspace.path("state")).orElseThrow();
            Files.writeString(
                    master,
                    switch (step) {
                        case BEFORE_THE_FIRST_EDIT, WITH_THE_FILE_PUT_BACK -> before;
                        case WITH_SERVICES_THAT_NOBODY_USES -> saved.addedText();
                        case WITH_ALL_IN_PLACE -> saved.completeText();
                    });
            Files.writeString(directory.resolve(".master.cf.postprox"), "half of a f");

            undo(directory, workspace);

            assertThat(Files.readString(master)).isEqualTo(before);
            assertThatThrownBy(() -> undo(directory, workspace)).hasMessageContaining("there is no set-up of");
        }
    }

    /** The administrator has taken all of it out by hand, and has edited something else. */
    @Test
    void whatSomebodyHasTakenOutByHandIsForgotten() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Path master = directory.resolve("master.cf");
            Postfix _ = applied(directory, request(Place.BEFORE_QUEUE), workspace);
            Files.writeString(master, Configurations.source("postscreen") + OTHERS);

            undo(directory, workspace);

            assertThat(Files.readString(master)).isEqualTo(Configurations.source("postscreen") + OTHERS);
            assertThatThrownBy(() -> undo(directory, workspace)).hasMessageContaining("there is no set-up of");
        }
    }

    /** The names of their directories differ by a slash and a hyphen alone. */
    @Test
    void severalInstancesHaveSetUpsOfTheirOwn() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path first = copy("postscreen", workspace);
            Path _ = workspace.directory("a");
            Path second = Files.move(copy("chrooted", workspace), workspace.path("a/b"));
            Path third = Files.move(copy("debian", workspace), workspace.path("a-b"));
            for (Path each : List.of(first, second, third)) {
                Postfix _ = applied(each, request(Place.BEFORE_QUEUE), workspace);
            }

            undo(first, workspace);
            undo(third, workspace);

            assertThat(Postfix.in(first).servicesOf("spawn")).isEmpty();
            assertThat(Postfix.in(second).servicesOf("spawn")).hasSize(1);
            assertThat(Postfix.in(third).servicesOf("spawn")).isEmpty();
            assertThatThrownBy(() -> undo(first, workspace)).hasMessageContaining("there is no set-up of " + first);
            assertThatThrownBy(() -> undo(third, workspace)).hasMessageContaining("there is no set-up of " + third);
        }
    }

    /** One that has planned waits for none: the other's edit would be lost, or its record. */
    @Test
    void onlyOneSetUpAtATimeChangesFiles() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Setup setup = Setup.plan(Postfix.in(directory), request(Place.BEFORE_QUEUE));

            try (StateLock _ = StateLock.in(workspace.path("state"))) {
                assertThatThrownBy(() -> Configurations.apply(setup, workspace))
                        .hasMessageContaining("another postprox setup is at work");
            }
            Configurations.apply(setup, workspace);
        }
    }

    /** No line of the set-up is found any more, but mail still goes through the filter. */
    @Test
    void aSetUpWhoseEveryPlaceSomebodyHasChangedIsNotCalledGone() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Postfix _ = applied(directory, request(Place.BEFORE_QUEUE), workspace);
            Configurations.master(directory, "-o smtpd_error_sleep_time=0", "-o smtpd_error_sleep_time=1");
            Configurations.master(directory, "-o smtpd_proxy_filter=1", "-o  smtpd_proxy_filter=1");
            String edited = Files.readString(directory.resolve("master.cf"));

            assertThatThrownBy(() -> undo(directory, workspace))
                    .isInstanceOf(SetupRefused.class)
                    .hasMessageContainingAll(
                            "-o smtpd_proxy_filter=1", "-o smtpd_error_sleep_time=0", "--undo --force");
            assertThat(directory.resolve("master.cf")).hasContent(edited);
            assertThat(Setup.undo(Postfix.in(directory), workspace.path("state"), true, _ -> {}))
                    .as("no mail goes there")
                    .isFalse();
        }
    }
}
