package postprox.command;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import postprox.doctor.Finding;
import postprox.postfix.Postfix;
import postprox.run.Exit;
import postprox.text.Characters;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** The report of {@code postprox doctor} for programs: one JSON object in US-ASCII, on one line. */
final class DoctorJson {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private DoctorJson() {}

    static String text(Postfix postfix, List<Finding> findings, Exit exit) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("postfix", postfix.directory().toString());
            json.writeStringProperty("version", postfix.version());
            json.writeNumberProperty("status", exit.status());
            json.writeArrayPropertyStart("findings");
            findings.forEach(finding -> write(json, finding));
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString().replace("\u007f", "\\u007f") + "\n";
    }

    private static void write(JsonGenerator json, Finding finding) {
        json.writeStartObject();
        json.writeStringProperty("id", finding.diagnosis().id());
        json.writeStringProperty("level", finding.diagnosis().level().word().toLowerCase(Locale.ROOT));
        json.writeStringProperty("where", characters(finding.where()));
        json.writeStringProperty("what", characters(finding.what()));
        json.writeStringProperty("why", finding.diagnosis().why());
        json.writeArrayPropertyStart("remedy");
        finding.remedy().forEach(line -> json.writeString(characters(line)));
        json.writeEndArray();
        json.writeEndObject();
    }

    /** A finding has one byte a character. */
    private static String characters(String bytes) {
        return Characters.of(bytes).orElse(bytes);
    }
}
