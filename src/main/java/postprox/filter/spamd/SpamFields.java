package postprox.filter.spamd;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import postprox.filter.OwnFields;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;

/** The header fields that tell what was found, in the form of SpamAssassin's own, so that what reads those reads these. */
final class SpamFields {
    /** All fields of SpamAssassin's begin so. Those of a sender are forged, or about another server's opinion. */
    static final OwnFields OWN = new OwnFields("x-spam-", true);

    private static final String FLAG = "X-Spam-Flag";
    private static final String STATUS = "X-Spam-Status";
    private static final String LEVEL = "X-Spam-Level";

    /** As many stars as SpamAssassin writes at most (Mail::SpamAssassin::Conf, _STARS_). */
    private static final int MOST_STARS = 50;

    /** The usual length of a line (RFC 5322 section 2.1.1). Only a rule with a very long name makes a longer one. */
    private static final int LINE = 76;

    private SpamFields() {}

    /** Puts fields about a finding at the top of a header, where they break no signature. */
    static List<HeaderEdit> of(Finding finding) {
        List<HeaderField> fields = new ArrayList<>();
        if (finding.isSpam()) {
            fields.add(HeaderField.of(FLAG, "YES"));
        }
        int stars = stars(finding.score());
        if (stars > 0) {
            fields.add(HeaderField.of(LEVEL, "*".repeat(stars)));
        }
        fields.add(status(finding));
        List<HeaderEdit> edits = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            edits.add(new HeaderEdit.Insert(i, fields.get(i)));
        }
        return edits;
    }

    private static int stars(BigDecimal score) {
        return score.max(BigDecimal.ZERO).min(BigDecimal.valueOf(MOST_STARS)).intValue();
    }

    private static HeaderField status(Finding finding) {
        StringBuilder value = new StringBuilder(finding.isSpam() ? "Yes" : "No")
                .append(", score=")
                .append(finding.score().toPlainString())
                .append(" required=")
                .append(finding.required().toPlainString());
        int column = STATUS.length() + 2 + value.length();
        String before = " tests=";
        for (String test : finding.tests().isEmpty() ? List.of("none") : finding.tests()) {
            if (column + before.length() + test.length() >= LINE) {
                before = before.equals(",") ? ",\n\t" : "\n\t" + before.strip();
                column = 0;
            }
            value.append(before).append(test);
            column += before.length() + test.length();
            before = ",";
        }
        return HeaderField.of(STATUS, value.toString());
    }
}
