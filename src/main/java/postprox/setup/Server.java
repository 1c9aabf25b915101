package postprox.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import postprox.postfix.Tool;

/** The commands of postfix(1) for one instance. */
final class Server {
    private final Path directory;

    Server(Path directory) {
        this.directory = directory;
    }

    boolean isRunning() throws IOException {
        return postfix("status").isGood();
    }

    /**
     * Has Postfix check its configuration.
     *
     * @throws SetupRefused if Postfix finds a fault
     */
    void check() throws IOException, SetupRefused {
        Tool.Result result = postfix("check");
        if (!result.isGood()) {
            throw new SetupRefused("postfix check: " + result.inShort());
        }
    }

    /** Has a running Postfix read its configuration again. Sessions that run go on with what they have read before. */
    void reload() throws IOException, SetupRefused {
        Tool.Result result = postfix("reload");
        if (!result.isGood()) {
            throw new SetupRefused("postfix reload: " + result.inShort());
        }
    }

    private Tool.Result postfix(String command) throws IOException {
        return Tool.run(List.of("postfix", "-c", directory.toString(), command));
    }
}
