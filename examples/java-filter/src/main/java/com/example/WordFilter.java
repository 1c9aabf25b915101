package com.example;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import postprox.filter.api.Answer;
import postprox.filter.api.Configuration;
import postprox.filter.api.HeaderEdit;
import postprox.filter.api.HeaderField;
import postprox.filter.api.Message;
import postprox.filter.api.MessageFilter;

/**
 * Refuses or marks messages that have a word of a list in their text. Its options are {@code file}, the list with a word on each line,
 * and {@code action}, which is {@code reject} or {@code tag}.
 */
public final class WordFilter implements MessageFilter {
    // start() writes these before the first message, and nobody writes them later.
    private List<String> words = List.of();
    private boolean tags;

    @Override
    public void start(Configuration configuration) throws IOException {
        if (!Set.of("file", "action").containsAll(configuration.options().keySet())) {
            throw new IllegalArgumentException("options are file and action, not " + configuration.options().keySet());
        }
        String file = configuration.options().get("file");
        if (file == null) {
            throw new IllegalArgumentException("the option file is missing: options = file=/etc/postprox/words");
        }
        words = Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1).stream()
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
        String action = configuration.options().getOrDefault("action", "reject");
        if (!Set.of("reject", "tag").contains(action)) {
            throw new IllegalArgumentException("action is reject or tag, not " + action);
        }
        tags = action.equals("tag");
    }

    @Override
    public Answer examine(Message message) throws IOException {
        Optional<String> found = find(message);
        if (found.isEmpty()) {
            return Answer.accept();
        }
        return tags ? tag(message) : Answer.reject(550, "5.7.1", "This text is not welcome here");
    }

    /** Reads line by line, so that a large message needs no more memory than a small one. */
    private Optional<String> find(Message message) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(message.content(), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String lower = line.toLowerCase(Locale.ROOT);
                Optional<String> found = words.stream().filter(lower::contains).findFirst();
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
    }

    /** Changes the subject. All other fields keep their bytes, and the body is not copied. */
    private static Answer tag(Message message) throws IOException {
        String subject = message.header().stream()
                .filter(field -> field.is("Subject"))
                .map(HeaderField::value)
                .findFirst()
                .orElse("");
        return Answer.edit(HeaderEdit.replace("Subject", "[words] " + subject), HeaderEdit.add("X-Words", "found"));
    }
}
