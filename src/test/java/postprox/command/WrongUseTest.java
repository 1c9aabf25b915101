package postprox.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.config.UsageException;

/** Every wrong use gets one line that says what is wrong and what to do. */
class WrongUseTest {
    private static final Commands FOLLOWED = new Commands(_ -> {});

    static Stream<Arguments> mistakes() {
        return Stream.of(
                wrong("the mail server's HOST:PORT is missing; see postprox --help"),
                wrong("the mail server's HOST:PORT is missing; see postprox --help", "-v"),
                wrong(
                        "'clamdscan' is one argument too many behind 'mx:25' (-c COMMAND is one argument: quotes around it in a shell, braces in master.cf)",
                        "mx:25",
                        "clamdscan"),
                wrong(
                        "'mx:25' is one argument too many behind '-' (-c COMMAND is one argument: quotes around it in a shell, braces in master.cf)",
                        "-c",
                        "clamdscan",
                        "-",
                        "mx:25"),
                wrong("there is no command 'tyr'; did you mean try? see postprox --help", "tyr", "-c", "true", "x"),
                wrong("the command try comes first, as in postprox try --help", "-v", "try", "-c", "true", "message"),
                wrong(
                        "'/bin/filter -x' stands where HOST:PORT belongs; if it is the filter, write"
                                + " -c '/bin/filter -x' 127.0.0.1:10026",
                        "/bin/filter -x",
                        "127.0.0.1:10026"),
                wrong(
                        "there is no option '--recect' here; did you mean --reject? see postprox --help",
                        "mx:25",
                        "--recect"),
                wrong("there is no option '--rej' here; did you mean --reject? see postprox --help", "mx:25", "--rej"),
                wrong("there is no option '--c' here; did you mean -c? see postprox --help", "mx:25", "--c", "x"),
                wrong("there is no option '--v' here; did you mean -v? see postprox --help", "mx:25", "--v"),
                wrong("there is no option '-x' here; see postprox --help", "mx:25", "-x"),
                wrong("there is no option '-x' here; see postprox --help", "mx:25", "-rvx"),
                wrong(
                        "there is no option '--reject=1' here; did you mean --reject? see postprox --help",
                        "mx:25",
                        "--reject=1"),
                wrong("there is no option '--sender' here; see postprox --help", "mx:25", "--sender", "a"),
                wrong("-c needs a value behind it; see postprox --help", "mx:25", "-c"),
                wrong("-t needs a value behind it; see postprox --help", "mx:25", "-rvt"),
                wrong("-t needs a value behind it; see postprox --help", "mx:25", "--timeout"),
                wrong("--pidfile needs a value behind it; see postprox --help", "mx:25", "-l25", "--pidfile"),
                wrong(
                        "-t: '0' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m",
                        "mx:25",
                        "-t0"),
                wrong(
                        "-t: '86401' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m",
                        "mx:25",
                        "-t",
                        "86401"),
                wrong(
                        "-t: '99999999999' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m",
                        "mx:25",
                        "-t99999999999"),
                wrong(
                        "-t: '1.5' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m",
                        "mx:25",
                        "-t1.5"),
                wrong(
                        "-t: '30x' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m",
                        "mx:25",
                        "--timeout=30x"),
                wrong(
                        "-t: '' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m",
                        "mx:25",
                        "--timeout="),
                wrong(
                        "-t: '-5' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m",
                        "mx:25",
                        "-t",
                        "-5"),
                wrong(
                        "--deadline: 'x' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m",
                        "mx:25",
                        "--deadline",
                        "x"),
                wrong("-d: /no/such is not a directory; create it or name another", "mx:25", "-d", "/no/such"),
                wrong("--stray-cr: 'drop' is neither space nor keep", "mx:25", "--stray-cr=drop"),
                wrong("--crash: 'pass' is neither fail nor refuse", "mx:25", "--crash=pass"),
                wrong(
                        "--log: 'file' is none of stderr, syslog, syslog:/PATH, /PATH, json:stderr, json:/PATH",
                        "mx:25",
                        "--log=file"),
                wrong(
                        "--log: 'json:x' is none of stderr, syslog, syslog:/PATH, /PATH, json:stderr, json:/PATH",
                        "mx:25",
                        "--log=json:x"),
                wrong(
                        "--log: 'json:' is none of stderr, syslog, syslog:/PATH, /PATH, json:stderr, json:/PATH;"
                                + " a comma begins another target, so a path here has no comma",
                        "mx:25",
                        "--log=syslog,json:/x,json:,syslog"),
                wrong(
                        "--log: 'stdrr' is none of stderr, syslog, syslog:/PATH, /PATH, json:stderr, json:/PATH;"
                                + " a comma begins another target, so a path here has no comma",
                        "mx:25",
                        "--log=/x.log,stdrr"),
                wrong(
                        "--log stderr: in the background nobody reads it; add --foreground",
                        "mx:25",
                        "-l25",
                        "--log=syslog,json:stderr"),
                wrong(
                        "--log: 'syslog:x' is none of stderr, syslog, syslog:/PATH, /PATH, json:stderr, json:/PATH",
                        "mx:25",
                        "--log=syslog:x"),
                wrong(
                        "--log: the path of a socket has at most 107 bytes, and this one has 108: /" + "x".repeat(107),
                        "mx:25",
                        "--log=syslog:/" + "x".repeat(107)),
                wrong(
                        "--log stderr: in the background nobody reads it; add --foreground",
                        "mx:25",
                        "-l25",
                        "--log=stderr"),
                wrong("--foreground has a meaning only with -l", "mx:25", "--foreground"),
                wrong("--pidfile has a meaning only with -l", "mx:25", "--pidfile=/run/x"),
                wrong("--resident has no meaning with -l", "mx:25", "-l25", "--resident", "/tmp/x"),
                wrong("--resident-idle has no meaning with -l", "mx:25", "-l25", "--resident-idle=5"),
                wrong(
                        "--resident-idle: '0' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m",
                        "mx:25",
                        "--resident-idle=0"),
                wrong("--sessions: '0' is not a whole number from 1 to 1000000", "mx:25", "--sessions=0"),
                wrong("--filters: '1000001' is not a whole number from 1 to 1000000", "mx:25", "--filters=1000001"),
                wrong("--recipients: '-1' is not a whole number from 1 to 1000000", "mx:25", "--recipients", "-1"),
                wrong("--command-size: '511' is not from 512 to 65536", "mx:25", "--command-size=511"),
                wrong("--command-size: '65K' is not from 512 to 65536", "mx:25", "--command-size=65K"),
                wrong(
                        "try needs a filter: -c is blank, or the file of --config has no section [filter NAME]",
                        "try",
                        "-c",
                        " "),
                wrong(
                        "HOST:PORT: 127.0.0.1:25 is also where -l listens: mail would go round and round",
                        "127.0.0.1",
                        "-l25"),
                wrong(
                        "--message-size: '10MB' is not a number of bytes, such as 20000000, 20000K, 20M or 1G",
                        "mx:25",
                        "--message-size=10MB"),
                wrong(
                        "--filter-memory: '1.5G' is not a number of bytes, such as 20000000, 20000K, 20M or 1G",
                        "mx:25",
                        "--filter-memory=1.5G"),
                wrong(
                        "there is no option '--no-resident=1' here; did you mean --no-resident? see postprox --help",
                        "mx:25",
                        "--no-resident=1"),
                wrong("HOST:PORT: 'mx:smtp': 'smtp' is no port; a port is a number from 1 to 65535", "mx:smtp"),
                wrong("HOST:PORT: 'mx:0': '0' is no port; a port is a number from 1 to 65535", "mx:0"),
                wrong("HOST:PORT: '::1': write an IPv6 address in brackets, as in [::1]:10026", "::1"),
                wrong("HOST:PORT: '': the host is missing, as in 127.0.0.1:10026", ""),
                wrong("-l: 'x': this is no port; write PORT or IP:PORT, such as 127.0.0.1:10025", "mx:25", "-lx"),
                wrong("-l: 'unix:': unix: needs a path, such as unix:/run/smtp.socket", "mx:25", "--listen=unix:"),
                wrong(
                        "HOST:PORT: '/bin/x': this is a path; a filter goes behind -c, and a Unix socket is written unix:/bin/x",
                        "/bin/x"),
                wrong(
                        "-c: '127.0.0.1:10026' is HOST:PORT and no command, and 'true' stands where HOST:PORT belongs;"
                                + " write -c 'true' 127.0.0.1:10026",
                        "-c",
                        "127.0.0.1:10026",
                        "true"),
                wrong(
                        "-c: '[::1]:25' is HOST:PORT and no command, and '/bin/x -y' stands where HOST:PORT belongs;"
                                + " write -c '/bin/x -y' [::1]:25",
                        "-c[::1]:25",
                        "--",
                        "/bin/x -y"),
                wrong(
                        "-c: 'unix:/run/mx' is HOST:PORT and no command, and 'demo' stands where HOST:PORT belongs;"
                                + " write -c 'demo' unix:/run/mx",
                        "--command=unix:/run/mx",
                        "demo"),
                wrong(
                        "the next hop is given twice, as 'mx:25' and by --next-hop; leave one out",
                        "mx:25",
                        "--next-hop=mx:26"),
                wrong("--next-hop: 'mx:0': '0' is no port; a port is a number from 1 to 65535", "--next-hop=mx:0"),
                wrong(
                        "-t: '2d' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m",
                        "mx:25",
                        "-t2d"),
                wrong(
                        "there is no command 'demoo'; did you mean demo? a mail server of that name is written with its"
                                + " port, demoo:25; see postprox --help",
                        "demoo"),
                wrong(
                        "the command demo comes first, as in postprox demo --help; a mail server of that name is written"
                                + " with its port, demo:25; see postprox --help",
                        "-v",
                        "demo"),
                wrong("config needs one of: config check FILE, config show [options]", "config"),
                wrong("config check needs the name of one file", "config", "check"),
                wrong("config check needs the name of one file", "config", "check", "a", "b"),
                wrong("config check needs the name of one file", "config", "check", "a", "--config=b"),
                wrong("config check: cannot read /no/such: there is no such file", "config", "check", "/no/such"),
                wrong("--config: cannot read /no/such: there is no such file", "config", "check", "--config=/no/such"),
                wrong("config show takes one HOST:PORT, not 'a:1' and 'b:2'", "config", "show", "a:1", "b:2"),
                wrong("completion needs the name of a shell: bash, zsh or fish", "completion", "csh"),
                wrong(
                        "try needs a filter: postprox try FILTER MESSAGE..., or -c COMMAND, --filter or --config FILE",
                        "try"),
                wrong("try: cannot read the message a: no such file or directory", "try", "-cx", "a", "b"),
                wrong(
                        "try: cannot read the message /no/such.eml: no such file or directory",
                        "try",
                        "-cx",
                        "/no/such.eml"),
                wrong("try: there is no file *.eml in the directory /proc/self", "try", "-cx", "/proc/self"),
                wrong("there is no option '-l' here; see postprox try --help", "try", "-cx", "-l25"),
                wrong("there is no option '-x' here; see postprox try --help", "try", "-x"),
                wrong("--sender needs a value behind it; see postprox try --help", "try", "-cx", "--sender"),
                wrong("demo takes no 'mx:25'; see postprox --help", "demo", "mx:25"),
                wrong("there is no option '-c' here; see postprox demo --help", "demo", "-c", "x"));
    }

    private static Arguments wrong(String complaint, String... arguments) {
        return Arguments.of(List.of(arguments), complaint);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void isToldInOneLineWithWhatToDo(List<String> arguments, String complaint) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> FOLLOWED.follow(arguments))
                .withMessage(complaint);
    }

    /** Arguments can hold anything, and the complaint quotes them. */
    @Test
    void complaintIsOneLineWhateverItQuotes() {
        String hostile = "a\nb\r\u001b[2J\0";
        Stream.of(
                        List.of("mx:25", hostile),
                        List.of("mx:25", "-t", hostile),
                        List.of("mx:25", "--" + hostile),
                        List.of("mx:25", "--log", hostile),
                        List.of("mx:25", "-l", hostile),
                        List.of("mx:" + hostile),
                        List.of("demo", hostile),
                        List.of("mx:25", "-d", hostile.replace("\0", "")),
                        List.of("try", "-cx", hostile.replace("\0", "")))
                .forEach(arguments -> assertThatExceptionOfType(UsageException.class)
                        .isThrownBy(() -> FOLLOWED.follow(arguments))
                        .satisfies(e -> assertThat(e.getMessage()).matches("[ -~]+")));
    }

    /** The names of files and the paths of sockets that the locale cannot express, or that no system has. */
    @Test
    void pathThatCannotBeIsAComplaintAndNoMistakeOfOurs() {
        Stream.of(
                        List.of("mx:25", "-d", "a\0b"),
                        List.of("mx:25", "-l25", "--pidfile", "a\0b"),
                        List.of("mx:25", "--log", "syslog:/a\0b"),
                        List.of("unix:/a\0b"),
                        List.of("mx:25", "-l", "unix:/a\0b"),
                        List.of("try", "-cx", "a\0b"))
                .forEach(arguments -> assertThatExceptionOfType(UsageException.class)
                        .isThrownBy(() -> FOLLOWED.follow(arguments))
                        .withMessageContaining("cannot be used in this locale"));
    }
}
