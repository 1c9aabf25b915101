package postprox.postfix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The instances of Postfix on this machine (postmulti(1)). */
public final class Instances {
    private Instances() {}

    /** The directory of each instance's configuration, the default one first. */
    public static List<Path> directories() throws IOException {
        Path first = Path.of(ask("config_directory"));
        List<Path> directories = new ArrayList<>(List.of(first));
        Arrays.stream(ask("multi_instance_directories").split("[,\\s]+"))
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .forEach(directories::add);
        return directories;
    }

    private static String ask(String parameter) throws IOException {
        Tool.Result result = Tool.run(List.of("postconf", "-hx", parameter));
        if (!result.isGood()) {
            throw new IOException("postconf does not say what Postfix's " + parameter + " is: " + result.inShort());
        }
        return result.output().strip();
    }
}
