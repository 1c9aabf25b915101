package postprox.world;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Messages with and without what clamd finds, one byte a character. */
final class ClamdMessages {
    private static final String HEAD = "From: a@example.org\nTo: b@example.com\nSubject: hello\n";
    private static final int FLAGS_IN_LOCAL_HEADER = 6;
    private static final int FLAGS_IN_DIRECTORY = 8;

    private ClamdMessages() {}

    /** Messages by a name. Those whose name begins with "virus" have one, and the others have none. */
    static Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("plain", HEAD + "\nbody\n");
        all.put("8-bit", HEAD + "\n\u0080\u00e9\u00ff\n");
        all.put("NUL", HEAD + "\na\0b\0\n");
        all.put("empty", "");
        all.put("no last newline", HEAD + "\nbody");
        all.put("large", HEAD + "\n" + "lorem ipsum dolor sit amet\n".repeat(8000));
        all.put("virus in the header", HEAD + "X-Text: " + Clamd.EICAR + "\n\nbody\n");
        all.put("virus in the body", HEAD + "\n" + Clamd.EICAR + "\n");
        all.put("virus without a last newline", HEAD + "\n" + Clamd.EICAR);
        all.put("virus behind 8-bit and NUL", HEAD + "\n\u0080\0\u00ff\n" + Clamd.EICAR + "\n");
        all.put("virus in an attachment", HEAD + attached("eicar.com", bytes(Clamd.EICAR)));
        all.put(
                "virus at the end of a large message",
                HEAD + "\n" + "lorem ipsum dolor sit amet\n".repeat(8000) + Clamd.EICAR + "\n");
        return all;
    }

    /** A message of exactly this many bytes, without a virus. */
    static String ofSize(int bytes) {
        StringBuilder text = new StringBuilder(bytes).append(HEAD).append('\n');
        while (text.length() < bytes) {
            text.append("lorem ipsum dolor sit amet, ".repeat(2)).append('\n');
        }
        text.setLength(bytes);
        return text.toString();
    }

    /** A message with an archive that is encrypted, or says so. */
    static String encrypted() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            zip.putNextEntry(new ZipEntry("secret.txt"));
            zip.write(bytes("secret ".repeat(100)));
            zip.closeEntry();
        }
        byte[] bytes = archive.toByteArray();
        int directory = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
        bytes[FLAGS_IN_LOCAL_HEADER] |= 1;
        bytes[directory + FLAGS_IN_DIRECTORY] |= 1;
        return HEAD + attached("secret.zip", bytes);
    }

    private static String attached(String name, byte[] content) {
        return """
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="b"

                --b
                Content-Type: text/plain

                see there
                --b
                Content-Type: application/octet-stream; name="%1$s"
                Content-Disposition: attachment; filename="%1$s"
                Content-Transfer-Encoding: base64

                %2$s
                --b--
                """.formatted(name, Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(content));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
