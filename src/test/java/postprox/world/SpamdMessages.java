package postprox.world;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Messages of many shapes. Their lines end with LF, as those of the spool. There is no empty one: spamc asks spamd about none. */
final class SpamdMessages {
    private static final String HEAD = """
            Received: from mail.example.net (mail.example.net [192.0.2.7])
            \tby mx.example.com (Postfix) with ESMTP id 4F0F1234
            \tfor <b@example.com>; Mon, 30 Nov 2026 12:00:00 +0000 (UTC)
            From: Anna <a@example.net>
            To: b@example.com
            Date: Mon, 30 Nov 2026 12:00:00 +0000
            Message-ID: <1@example.net>
            Subject: Hello
            """;

    private SpamdMessages() {}

    static Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("plain", HEAD + "\nGood morning.\n");
        all.put("GTUBE", HEAD + "\n" + Spamd.GTUBE + "\n");
        all.put("GTUBE without a newline", HEAD + "\n" + Spamd.GTUBE);
        all.put("no body", HEAD);
        all.put("no header", "\nGood morning.\n");
        all.put("one byte", "x");
        all.put(
                "bad dates",
                "From: nobody\nDate: yesterday\nSubject: FREE MONEY!!!\n\nClick here: http://192.0.2.1/\n");
        all.put("HTML", HEAD + """
                MIME-Version: 1.0
                Content-Type: text/html; charset=utf-8

                <html><body><font size="7" color="red">100% FREE!!! ACT NOW!</font><img src="http://192.0.2.1/x"></body></html>
                """);
        all.put(
                "in base64",
                HEAD + """
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: base64

                """
                        + Base64.getMimeEncoder(76, new byte[] {'\n'})
                                .encodeToString(
                                        (Spamd.GTUBE + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        + "\n");
        all.put("in parts", HEAD + """
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary="b"

                --b
                Content-Type: text/plain

                one
                --b
                Content-Type: text/html

                <p>two</p>
                --b--
                """);
        all.put("eight bits", HEAD + "X-Eight: \u00e9\u00ff\n\n\u0080\u00e9\u00ff\n");
        all.put("NUL", HEAD + "\na\0b\0" + Spamd.GTUBE + "\n");
        all.put("stray CR", HEAD + "\na\rb\r\n" + Spamd.GTUBE + "\n");
        all.put("long lines", HEAD + "\n" + "x".repeat(100_000) + "\n");
        all.put("already marked", "X-Spam-Flag: YES\nX-Spam-Status: No, score=-100.0\n" + HEAD + "\nGood morning.\n");
        all.put("of a mailbox file", "From a@example.net Mon Nov 30 12:00:00 2026\n" + HEAD + "\nGood morning.\n");
        all.put("large", HEAD + "\n" + "lorem ipsum dolor sit amet\n".repeat(15_000));
        return all;
    }
}
