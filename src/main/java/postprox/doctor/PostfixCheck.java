package postprox.doctor;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import postprox.postfix.Postfix;
import postprox.postfix.Tool;

/** Postfix itself: its version, and what holds for all of its services. */
final class PostfixCheck {
    private static final int FIRST_WITH_BRACES = 3;

    private PostfixCheck() {}

    static void look(Patient patient, Findings findings) throws IOException {
        Postfix postfix = patient.postfix();
        version(postfix, findings);
        compatibility(patient, findings);
        for (String warning : postfix.warnings()) {
            findings.add(
                    Diagnosis.POSTCONF_WARNING,
                    "postconf",
                    warning,
                    warning.contains("overriding earlier entry")
                            ? "remove one of the two lines; the last one holds"
                            : "correct the name; postconf -d lists all that this Postfix knows");
        }
        Path main = postfix.directory().resolve("main.cf");
        if (!endsWithLine(main)) {
            findings.add(
                    Diagnosis.NO_FINAL_NEWLINE,
                    main.toString(),
                    "the last line has no end",
                    "echo >> " + Mend.quoted(main.toString()));
        }
        told(postfix, findings);
    }

    /** What is no fault, and may surprise. */
    private static void told(Postfix postfix, Findings findings) {
        if (postfix.parameter("soft_bounce").equals("yes")) {
            findings.add(Diagnosis.SOFT_BOUNCE, "main.cf", "soft_bounce = yes");
        }
        if (postfix.parameter("strict_rfc821_envelopes").equals("yes")) {
            findings.add(Diagnosis.STRICT_ENVELOPES, "main.cf", "strict_rfc821_envelopes = yes");
        }
        String discarded = postfix.parameter("smtpd_discard_ehlo_keywords");
        if (!discarded.isEmpty()) {
            findings.add(Diagnosis.DISCARDED_KEYWORDS, "main.cf", "smtpd_discard_ehlo_keywords = " + discarded);
        }
        if (!Quantity.time(postfix.parameter("in_flow_delay")).isZero()) {
            findings.add(
                    Diagnosis.IN_FLOW_DELAY,
                    "main.cf",
                    "in_flow_delay = " + postfix.parameter("in_flow_delay")
                            + ", by which Postfix slows down who sends faster than it delivers");
        }
    }

    private static void version(Postfix postfix, Findings findings) {
        String version = postfix.version();
        int major = number(version.split("\\.", 2)[0]);
        if (major < FIRST_WITH_BRACES) {
            findings.add(
                    Diagnosis.POSTFIX_TOO_OLD,
                    "mail_version",
                    "this is Postfix " + version,
                    "install Postfix 3.7 or newer");
        } else if (!postfix.has("smtpd_forbid_bare_newline")) {
            findings.add(
                    Diagnosis.SMUGGLING,
                    "mail_version",
                    "this is Postfix " + version + ", which has no smtpd_forbid_bare_newline",
                    "install the security updates of Postfix: 3.5.23, 3.6.13, 3.7.9, 3.8.4 or newer");
        }
    }

    private static void compatibility(Patient patient, Findings findings) {
        int level = number(patient.postfix().parameter("compatibility_level").split("\\.", 2)[0]);
        if (level < 2) {
            findings.add(
                    Diagnosis.COMPATIBILITY,
                    "main.cf: compatibility_level",
                    "compatibility_level is " + patient.postfix().parameter("compatibility_level"),
                    patient.mend().main("compatibility_level", "2"));
        }
    }

    private static boolean endsWithLine(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            if (bytes.length() == 0) {
                return true;
            }
            bytes.seek(bytes.length() - 1);
            return bytes.read() == '\n';
        }
    }

    /** Names the other instances of Postfix (postmulti(1)), which this run does not look at. */
    static void instances(Patient patient, Findings findings) throws IOException {
        if (Tool.find("postmulti").isEmpty()) {
            return;
        }
        Tool.Result result = Tool.run(List.of("postmulti", "-l"));
        Path mine = patient.postfix().directory().toRealPath();
        for (String line : result.output().lines().toList()) {
            String[] fields = line.strip().split("\\s+");
            Path directory = Path.of(fields[fields.length - 1]);
            if (result.isGood()
                    && Files.isDirectory(directory)
                    && !directory.toRealPath().equals(mine)) {
                findings.add(
                        Diagnosis.OTHER_INSTANCES,
                        directory.toString(),
                        "there is another instance: postprox doctor --postfix " + Mend.quoted(directory.toString()));
            }
        }
    }

    private static int number(String digits) {
        return !digits.isEmpty()
                        && digits.length() < 6
                        && Arrays.stream(digits.split("")).allMatch(c -> Character.isDigit(c.charAt(0)))
                ? Integer.parseInt(digits)
                : 0;
    }
}
