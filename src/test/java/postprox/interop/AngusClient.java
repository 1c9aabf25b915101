package postprox.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** Angus Mail, the implementation of Jakarta Mail that most Java programs send with. */
final class AngusClient implements MailClient {
    /** What Maven puts into the library's jar. */
    private static final String BUILD = "/META-INF/maven/org.eclipse.angus/angus-mail/pom.properties";

    private static final Pattern PERMANENT = Pattern.compile("(?m)^5\\d\\d ");

    @Override
    public String name() {
        return "Angus Mail";
    }

    @Override
    public String version() {
        Properties build = new Properties();
        try (InputStream in = SMTPTransport.class.getResourceAsStream(BUILD)) {
            build.load(Objects.requireNonNull(in, BUILD));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty("version", "");
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.of(Ability.SMTPUTF8, Ability.SOME_RECIPIENTS);
    }

    @Override
    public Report send(Mail mail, int port) {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp");
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        properties.setProperty("mail.smtp.localhost", "client.example.org");
        properties.setProperty("mail.smtp.from", unicode(mail.sender()));
        properties.setProperty("mail.smtp.sendpartial", "true");
        properties.setProperty("mail.smtp.allow8bitmime", Boolean.toString(mail.isEightBit()));
        properties.setProperty("mail.mime.allowutf8", Boolean.toString(mail.needsSmtpUtf8()));
        Session session = Session.getInstance(properties);
        try (Transport transport = session.getTransport()) {
            MimeMessage message = new MimeMessage(
                    session, new ByteArrayInputStream(mail.content().getBytes(ISO_8859_1)));
            transport.connect();
            return send(transport, message, recipients(mail.recipients()));
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static Report send(Transport transport, MimeMessage message, Address[] recipients)
            throws MessagingException {
        try {
            transport.sendMessage(message, recipients);
            return new Report(Report.Outcome.SENT, "");
        } catch (SendFailedException e) {
            boolean some = e.getValidSentAddresses() != null && e.getValidSentAddresses().length > 0;
            return Report.of(some ? 0 : 1, words(e), PERMANENT);
        }
    }

    /** The exception's words and those of the exceptions that hang on it, one for each recipient that was refused. */
    private static String words(MessagingException e) {
        StringBuilder words = new StringBuilder();
        Exception next = e;
        while (next != null) {
            words.append(next.getMessage()).append('\n');
            next = next instanceof MessagingException nested ? nested.getNextException() : null;
        }
        return words.toString();
    }

    private static Address[] recipients(List<String> recipients) throws MessagingException {
        Address[] addresses = new Address[recipients.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = new InternetAddress(unicode(recipients.get(i)));
        }
        return addresses;
    }

    private static String unicode(String octets) {
        return new String(octets.getBytes(ISO_8859_1), UTF_8);
    }
}
