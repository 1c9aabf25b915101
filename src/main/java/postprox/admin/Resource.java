package postprox.admin;

import java.io.IOException;
import java.io.InputStream;

/** A page that is a file of the program. Immutable. */
public final class Resource implements Page {
    private final String type;
    private final byte[] content;

    private Resource(String type, byte[] content) {
        this.type = type;
        this.content = content;
    }

    /**
     * Reads a file of the program.
     *
     * @param name its place, from the root of the class path
     * @param type its media type
     * @throws IOException if it cannot be read
     */
    public static Resource of(String name, String type) throws IOException {
        try (InputStream in = Resource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the program has no file " + name);
            }
            return new Resource(type, in.readAllBytes());
        }
    }

    @Override
    public void answer(Answer answer) throws IOException {
        answer.send(200, type, content);
    }
}
