package postprox.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import postprox.config.CommandLine;
import postprox.config.DemoOptions;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.demo.Demo;
import postprox.posix.OwnProcess;
import postprox.run.Exit;

/** {@code postprox demo}: shows a mail server, the proxy and a filter at work together. */
final class RunDemo implements Command {
    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        if (!line.operands().isEmpty()) {
            throw new UsageException("demo takes no '" + line.operands().getFirst() + "'; see postprox --help");
        }
        Settings settings = Settings.ofTrial(line.configuration());
        Path script = Path.of(System.getProperty("postprox.home", "."), "examples", "demo-filter.sh");
        if (!Files.isExecutable(script)) {
            throw new IOException("the demo's filter " + script + " is not there: run ./postprox demo in a checkout");
        }
        try (Demo demo = Demo.start(RunDemo::print, script, OwnProcess.environment(), settings.tempDirectory())) {
            boolean right = demo.run();
            if (line.has(DemoOptions.SERVE)) {
                demo.serve();
            }
            return right ? Exit.OK : Exit.FAILURE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.OK;
        }
    }

    private static void print(String text) throws IOException {
        Exit _ = Output.print(text);
    }
}
