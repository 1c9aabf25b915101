package postprox.filter.command;

import postprox.filter.program.FilterFiles;
import postprox.mail.Envelope;
import postprox.posix.PathText;
import postprox.smtp.Xforward.Attribute;

/** Makes the documented variables of a command's environment. */
final class FilterEnvironment {
    private FilterEnvironment() {}

    /** The documented variables for a message. */
    static Variables variables(FilterFiles files, Envelope envelope) {
        Variables variables = new Variables();
        variables.put("EMAIL", PathText.of(files.email()));
        variables.put("OUTFILE", PathText.of(files.output()));
        variables.put("EDITS", PathText.of(files.edits()));
        variables.put("RECIPIENTS_FILE", PathText.of(files.recipients()));
        variables.putShortAndWhole("SENDER", envelope.sender());
        variables.putShortAndWhole(
                "RECIPIENT", envelope.recipients().stream().findFirst().orElse(""));
        variables.putFitting("RECIPIENTS", envelope.enoughRecipients(), Envelope.SUMMARY_BYTES);
        variables.put("RECIPIENTCOUNT", Integer.toString(envelope.recipients().size()));
        variables.putShort("REMOTEIP", envelope.client(Attribute.ADDR));
        variables.putShortAndWhole("REMOTENAME", envelope.client(Attribute.NAME));
        variables.putShort("REMOTEPORT", envelope.client(Attribute.PORT));
        variables.putShortAndWhole("HELO", envelope.helo());
        variables.putShort("PROTOCOL", envelope.client(Attribute.PROTO));
        variables.putShort("IDENT", envelope.client(Attribute.IDENT));
        variables.putShort("SOURCE", envelope.client(Attribute.SOURCE));
        variables.put("SESSION", envelope.session());
        return variables;
    }
}
