package postprox.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postprox.setup.Configurations.apply;
import static postprox.setup.Configurations.copy;
import static postprox.setup.Configurations.request;
import static postprox.setup.Configurations.undo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.postfix.Postfix;
import postprox.setup.Request.Place;
import postprox.world.Tools;
import postprox.world.Workspace;

/** A set-up keeps all that belongs to master.cf besides its text, and leaves the file alone where it must. */
class KeptFileTest {
    /** The entries of a list for user, user 33, group, mask and others, as the kernel keeps it (acl(5)). */
    private static final String SET_ACL = """
            import os, struct, sys
            entries = [(1, 6, -1), (2, 4, 33), (4, 4, -1), (16, 4, -1), (32, 0, -1)]
            acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
            os.setxattr(sys.argv[1], "system.posix_acl_access", acl)
            """;

    private static final String GET_ACL = """
            import os, sys
            print(os.getxattr(sys.argv[1], "system.posix_acl_access").hex())
            """;

    /** A file without an end of its last line, one with comments in and behind its entries, and Debian's own. */
    @ParameterizedTest
    @ValueSource(strings = {"unterminated", "submission", "debian"})
    void undoneAllIsAsItWas(String name) throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy(name, workspace);
            Path master = directory.resolve("master.cf");
            byte[] before = Files.readAllBytes(master);
            Files.setAttribute(master, "unix:gid", 33);
            Files.setAttribute(master, "unix:mode", 0640);
            FileTime time = FileTime.from(Instant.parse("2020-02-02T02:02:02Z"));
            Files.setLastModifiedTime(master, time);

            apply(Setup.plan(Postfix.in(directory), request(Place.BEFORE_QUEUE)), workspace);

            assertThat(Postfix.in(directory).servicesOf("spawn")).hasSize(1);
            assertThat(Files.getAttribute(master, "unix:mode")).isEqualTo(0100640);
            assertThat(Files.getAttribute(master, "unix:gid")).isEqualTo(33);

            undo(directory, workspace);

            assertThat(Files.readAllBytes(master)).isEqualTo(before);
            assertThat(Files.getAttribute(master, "unix:mode")).isEqualTo(0100640);
            assertThat(Files.getAttribute(master, "unix:gid")).isEqualTo(33);
            assertThat(Files.getLastModifiedTime(master)).isEqualTo(time);
            assertThat(directory).isDirectoryNotContaining("glob:**.postprox");
        }
    }

    @Test
    void accessControlListAndAttributesStay() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Path master = directory.resolve("master.cf");
            var attributes = Files.getFileAttributeView(master, UserDefinedFileAttributeView.class);
            int _ = attributes.write("note", ByteBuffer.wrap("mine".getBytes(StandardCharsets.US_ASCII)));
            String _ = Tools.run(Tools.PYTHON, "-c", SET_ACL, master.toString());
            String acl = Tools.run(Tools.PYTHON, "-c", GET_ACL, master.toString());

            apply(Setup.plan(Postfix.in(directory), request(Place.BEFORE_QUEUE)), workspace);

            assertThat(attributes.list()).contains("note");
            assertThat(Tools.run(Tools.PYTHON, "-c", GET_ACL, master.toString()))
                    .isEqualTo(acl);

            undo(directory, workspace);

            assertThat(attributes.list()).contains("note");
            assertThat(Tools.run(Tools.PYTHON, "-c", GET_ACL, master.toString()))
                    .isEqualTo(acl);
        }
    }

    @Test
    void aSymbolicLinkStaysOneAndItsFileIsEdited() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Path master = directory.resolve("master.cf");
            Path real = Files.move(master, workspace.directory("elsewhere").resolve("real.cf"));
            Files.createSymbolicLink(master, real);
            String before = Files.readString(real);

            apply(Setup.plan(Postfix.in(directory), request(Place.BEFORE_QUEUE)), workspace);

            assertThat(Files.readSymbolicLink(master)).isEqualTo(real);
            assertThat(Files.readString(real)).contains("spawn");
            undo(directory, workspace);
            assertThat(Files.readSymbolicLink(master)).isEqualTo(real);
            assertThat(real).hasContent(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"# Ansible managed", "# This file is managed by Puppet. DO NOT EDIT."})
    void aFileThatAnotherProgramWritesIsLeftAlone(String mark) throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Path master = directory.resolve("master.cf");
            Files.writeString(master, mark + "\n" + Files.readString(master));
            String before = Files.readString(master);
            Setup setup = Setup.plan(Postfix.in(directory), request(Place.BEFORE_QUEUE));

            assertThat(setup.describe()).contains("written by another program", mark);
            assertThatThrownBy(() -> apply(setup, workspace))
                    .isInstanceOf(SetupRefused.class)
                    .hasMessageContainingAll("written by another program", mark, "--diff", "--force");
            assertThat(master).hasContent(before);
        }
    }

    /** A rename would leave the other name with the old text, and nobody would notice. */
    @Test
    void aFileWithTwoNamesIsLeftAlone() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Path master = directory.resolve("master.cf");
            Path other = Files.createLink(workspace.path("other.cf"), master);
            Setup setup = Setup.plan(Postfix.in(directory), request(Place.BEFORE_QUEUE));

            assertThatThrownBy(() -> apply(setup, workspace)).hasMessageContainingAll("hard link", "--force");
            assertThat(Files.isSameFile(master, other)).isTrue();
        }
    }

    /** No --force makes an edit right that would take CR out of each line. */
    @Test
    void aFileWithLineEndsOfWindowsIsLeftAlone() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Path master = directory.resolve("master.cf");
            Files.writeString(master, Files.readString(master).replace("# ", "#\r\n# ") + "# end\r\n");
            String before = Files.readString(master);
            Setup setup = Setup.plan(Postfix.in(directory), request(Place.BEFORE_QUEUE));

            assertThatThrownBy(() -> setup.apply(workspace.path("state"), Configurations.UNTESTED, true, _ -> {}))
                    .hasMessageContaining("dos2unix");
            assertThat(Files.readString(master)).isEqualTo(before);
        }
    }

    /** Debian's upgrade of Postfix edits master.cf too. */
    @Test
    void anEditBetweenPlanAndApplyStays() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Path master = directory.resolve("master.cf");
            Setup setup = Setup.plan(Postfix.in(directory), request(Place.BEFORE_QUEUE));
            Files.writeString(master, Files.readString(master) + "policy unix - n n - 0 spawn\n");
            String edited = Files.readString(master);

            assertThatThrownBy(() -> apply(setup, workspace))
                    .hasMessageContainingAll("has just edited", "run this again");

            assertThat(master).hasContent(edited);
            assertThatThrownBy(() -> undo(directory, workspace)).hasMessageContaining("there is no set-up of");
        }
    }
}
