package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import postprox.testkit.BuiltJar;

/** The Debian package that tests have in common: built by the first one, of this JVM or of another. */
final class BuiltPackage {
    static final String NAME = "postprox_1.0.0_amd64.deb";

    private BuiltPackage() {}

    static Path file() {
        Path checkout = Path.of("").toAbsolutePath();
        Tools.Result result = BareDebian.finish(List.of(
                "/bin/sh",
                Tools.resource("package-once.sh"),
                checkout.toString(),
                BuiltJar.path().toString()));
        assertThat(result.status()).as(result.said()).isZero();
        return checkout.resolve("target/tested-package").resolve(NAME);
    }
}
