package postprox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every wrong use gets one line that says what is wrong and what to do. */
class WrongUseTest {
    static Stream<Arguments> mistakes() {
        return Stream.of(
                wrong("the mail server's HOST:PORT is missing; see postprox --help"),
                wrong("the mail server's HOST:PORT is missing; see postprox --help", "-v"),
                wrong(
                        "'clamdscan' is one argument too many behind 'mx' (-c COMMAND is one argument: quotes around it in a shell, braces in master.cf)",
                        "mx",
                        "clamdscan"),
                wrong(
                        "'mx' is one argument too many behind '-' (-c COMMAND is one argument: quotes around it in a shell, braces in master.cf)",
                        "-c",
                        "clamdscan",
                        "-",
                        "mx"),
                wrong("there is no option '--recect' here; see postprox --help", "mx", "--recect"),
                wrong("there is no option '--rej' here; see postprox --help", "mx", "--rej"),
                wrong("there is no option '--c' here; see postprox --help", "mx", "--c", "x"),
                wrong("there is no option '--v' here; see postprox --help", "mx", "--v"),
                wrong("there is no option '-x' here; see postprox --help", "mx", "-x"),
                wrong("there is no option '-x' here; see postprox --help", "mx", "-rvx"),
                wrong("there is no option '--reject=1' here; see postprox --help", "mx", "--reject=1"),
                wrong("there is no option '--sender' here; see postprox --help", "mx", "--sender", "a"),
                wrong("-c needs a value behind it; see postprox --help", "mx", "-c"),
                wrong("-t needs a value behind it; see postprox --help", "mx", "-rvt"),
                wrong("-t needs a value behind it; see postprox --help", "mx", "--timeout"),
                wrong("--pidfile needs a value behind it; see postprox --help", "mx", "-l25", "--pidfile"),
                wrong("-t: '0' is not a whole number of seconds from 1 to 86400", "mx", "-t0"),
                wrong("-t: '86401' is not a whole number of seconds from 1 to 86400", "mx", "-t", "86401"),
                wrong("-t: '99999999999' is not a whole number of seconds from 1 to 86400", "mx", "-t99999999999"),
                wrong("-t: '1.5' is not a whole number of seconds from 1 to 86400", "mx", "-t1.5"),
                wrong("-t: '30s' is not a whole number of seconds from 1 to 86400", "mx", "--timeout=30s"),
                wrong("-t: '' is not a whole number of seconds from 1 to 86400", "mx", "--timeout="),
                wrong("-t: '-5' is not a whole number of seconds from 1 to 86400", "mx", "-t", "-5"),
                wrong("--deadline: 'x' is not a whole number of seconds from 1 to 86400", "mx", "--deadline", "x"),
                wrong("-d: /no/such is not a directory; create it or name another", "mx", "-d", "/no/such"),
                wrong("--stray-cr: 'drop' is neither space nor keep", "mx", "--stray-cr=drop"),
                wrong("--crash: 'pass' is neither fail nor refuse", "mx", "--crash=pass"),
                wrong(
                        "--log: 'file' is none of stderr, syslog, syslog:/PATH, json:stderr, json:/PATH",
                        "mx",
                        "--log=file"),
                wrong(
                        "--log: 'syslog:x' is none of stderr, syslog, syslog:/PATH, json:stderr, json:/PATH",
                        "mx",
                        "--log=syslog:x"),
                wrong(
                        "--log: the path of a socket has at most 107 bytes, and this one has 108: /" + "x".repeat(107),
                        "mx",
                        "--log=syslog:/" + "x".repeat(107)),
                wrong(
                        "--log stderr: in the background nobody reads it; add --foreground",
                        "mx",
                        "-l25",
                        "--log=stderr"),
                wrong(
                        "--log: 'json:x' is none of stderr, syslog, syslog:/PATH, json:stderr, json:/PATH",
                        "mx",
                        "--log=json:x"),
                wrong(
                        "--log: 'json:' is none of stderr, syslog, syslog:/PATH, json:stderr, json:/PATH",
                        "mx",
                        "--log=syslog,json:/x,json:,syslog"),
                wrong(
                        "--log stderr: in the background nobody reads it; add --foreground",
                        "mx",
                        "-l25",
                        "--log=syslog,json:stderr"),
                wrong("--foreground has a meaning only with -l", "mx", "--foreground"),
                wrong("--pidfile has a meaning only with -l", "mx", "--pidfile=/run/x"),
                wrong("--resident has no meaning with -l", "mx", "-l25", "--resident", "/tmp/x"),
                wrong("--resident-idle has no meaning with -l", "mx", "-l25", "--resident-idle=5"),
                wrong(
                        "--resident-idle: '0' is not a whole number of seconds from 1 to 86400",
                        "mx",
                        "--resident-idle=0"),
                wrong("--sessions: '0' is not a whole number from 1 to 1000000", "mx", "--sessions=0"),
                wrong("--filters: '1000001' is not a whole number from 1 to 1000000", "mx", "--filters=1000001"),
                wrong("--recipients: '-1' is not a whole number from 1 to 1000000", "mx", "--recipients", "-1"),
                wrong("--command-size: '511' is not from 512 to 65536", "mx", "--command-size=511"),
                wrong("--command-size: '65K' is not from 512 to 65536", "mx", "--command-size=65K"),
                wrong("try needs a filter: postprox try -c COMMAND [MESSAGE]", "try", "-c", " "),
                wrong(
                        "HOST:PORT: 127.0.0.1:25 is also where -l listens: mail would go round and round",
                        "127.0.0.1",
                        "-l25"),
                wrong(
                        "--message-size: '10MB' is not a number of bytes, such as 20000000, 20000K, 20M or 1G",
                        "mx",
                        "--message-size=10MB"),
                wrong(
                        "--filter-memory: '1.5G' is not a number of bytes, such as 20000000, 20000K, 20M or 1G",
                        "mx",
                        "--filter-memory=1.5G"),
                wrong("there is no option '--no-resident=1' here; see postprox --help", "mx", "--no-resident=1"),
                wrong("HOST:PORT: 'mx:smtp': 'smtp' is no port; a port is a number from 1 to 65535", "mx:smtp"),
                wrong("HOST:PORT: 'mx:0': '0' is no port; a port is a number from 1 to 65535", "mx:0"),
                wrong("HOST:PORT: '::1': write an IPv6 address in brackets, as in [::1]:10026", "::1"),
                wrong("HOST:PORT: '': the host is missing, as in 127.0.0.1:10026", ""),
                wrong("-l: 'x': this is no port; write PORT or IP:PORT, such as 127.0.0.1:10025", "mx", "-lx"),
                wrong("-l: 'unix:': unix: needs a path, such as unix:/run/smtp.socket", "mx", "--listen=unix:"),
                wrong("try needs a filter: postprox try -c COMMAND [MESSAGE]", "try"),
                wrong("try takes one message, not 'a' and 'b'", "try", "-cx", "a", "b"),
                wrong("try: cannot read the message /no/such.eml", "try", "-cx", "/no/such.eml"),
                wrong("try: cannot read the message /tmp", "try", "-cx", "/tmp"),
                wrong("there is no option '-l' here; see postprox --help", "try", "-cx", "-l25"),
                wrong("demo takes no 'mx'; see postprox --help", "demo", "mx"),
                wrong("there is no option '-c' here; see postprox --help", "demo", "-c", "x"));
    }

    private static Arguments wrong(String complaint, String... arguments) {
        return Arguments.of(List.of(arguments), complaint);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void isToldInOneLineWithWhatToDo(List<String> arguments, String complaint) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Cli.parse(arguments))
                .withMessage(complaint);
    }

    /** Arguments can hold anything, and the complaint quotes them. */
    @Test
    void complaintIsOneLineWhateverItQuotes() {
        String hostile = "a\nb\r\u001b[2J\0";
        Stream.of(
                        List.of("mx", hostile),
                        List.of("mx", "-t", hostile),
                        List.of("mx", "--" + hostile),
                        List.of("mx", "--log", hostile),
                        List.of("mx", "-l", hostile),
                        List.of("mx:" + hostile),
                        List.of("demo", hostile),
                        List.of("mx", "-d", hostile.replace("\0", "")),
                        List.of("try", "-cx", hostile.replace("\0", "")))
                .forEach(arguments -> assertThatExceptionOfType(UsageException.class)
                        .isThrownBy(() -> Cli.parse(arguments))
                        .satisfies(e -> assertThat(e.getMessage()).matches("[ -~]+")));
    }

    /** The names of files and the paths of sockets that the locale cannot express, or that no system has. */
    @Test
    void pathThatCannotBeIsAComplaintAndNoMistakeOfOurs() {
        Stream.of(
                        List.of("mx", "-d", "a\0b"),
                        List.of("mx", "-l25", "--pidfile", "a\0b"),
                        List.of("mx", "--log", "syslog:/a\0b"),
                        List.of("unix:/a\0b"),
                        List.of("mx", "-l", "unix:/a\0b"),
                        List.of("try", "-cx", "a\0b"))
                .forEach(arguments -> assertThatExceptionOfType(UsageException.class)
                        .isThrownBy(() -> Cli.parse(arguments))
                        .withMessageContaining("cannot be used in this locale"));
    }
}
