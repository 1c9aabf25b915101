package postprox.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.program.FilterFiles;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.SpoolException;

/** A filter whose verdicts are written in a dialog. */
final class DialogFilter implements Filter {
    private final Patience patience = new Patience();
    private final Deque<Call> calls = new ArrayDeque<>();

    // Of the dialog's thread.
    private Optional<Call> inHand = Optional.empty();

    private record Call(FilterFiles files, Envelope envelope, Deque<String> lines, CompletableFuture<Answer> answer) {}

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        FilterFiles files = FilterFiles.make(examination.message(), examination.envelope());
        try {
            Call call = new Call(files, examination.envelope(), lines(files.email()), new CompletableFuture<>());
            patience.change(() -> calls.add(call));
            return call.answer().get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException | TimeoutException e) {
            return new NoVerdict.Failed("the dialog says no verdict");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NoVerdict.Failed("interrupted");
        }
    }

    /** The next line of the message that the filter is looking at. */
    String nextLine() {
        return call().lines().removeFirst();
    }

    /** What is known about it. */
    String value(String name) {
        Envelope envelope = call().envelope();
        return switch (name) {
            case "SENDER" -> envelope.sender();
            case "RECIPIENTS" -> envelope.recipientSummary();
            case "HELO" -> envelope.helo();
            default -> envelope.client(Attribute.valueOf(name));
        };
    }

    /** Gives the verdict: {@code accept}, {@code rewrite TEXT}, {@code fail REASON} or {@code refuse CODE TEXT}. */
    void decide(String words) throws IOException {
        String[] parts = words.split(" ", 2);
        String rest = parts.length > 1 ? parts[1] : "";
        Call call = call();
        Answer answer = switch (parts[0]) {
            case "accept" -> new Verdict.Accept();
            case "fail" -> new NoVerdict.Failed(rest);
            case "refuse" -> new Verdict.Reject(Reply.of(Integer.parseInt(rest.substring(0, 3)), rest.substring(4)));
            case "rewrite" -> {
                Files.write(call.files().output(), rest.getBytes(StandardCharsets.ISO_8859_1));
                yield Verdict.Edit.replacing(call.files().written().text().orElseThrow());
            }
            default -> throw new IllegalArgumentException("unknown verdict: " + words);
        };
        call.answer().complete(answer);
        inHand = Optional.empty();
    }

    /** How many messages nobody has spoken of. */
    int unexpected() {
        return patience.locked(calls::size);
    }

    private Call call() {
        if (inHand.isEmpty()) {
            patience.await("the filter to be asked", () -> !calls.isEmpty(), () -> "no message");
            inHand = Optional.of(patience.locked(calls::removeFirst));
        }
        return inHand.get();
    }

    private static Deque<String> lines(Path email) throws IOException {
        String text = Files.readString(email, StandardCharsets.ISO_8859_1);
        Deque<String> lines = new ArrayDeque<>(List.of(text.split("\n", -1)));
        lines.removeLast();
        return lines;
    }
}
