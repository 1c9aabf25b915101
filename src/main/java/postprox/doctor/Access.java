package postprox.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a user may do with a file.
 *
 * @param closed       the first directory above the file that the user cannot enter; then nothing else is known
 * @param exists       whether there is such a file
 * @param isDirectory  whether it is a directory
 * @param isReadable   whether the user may read it
 * @param isWritable   whether the user may write to it
 * @param isExecutable whether the user may run it, or enter it
 */
record Access(
        Optional<String> closed,
        boolean exists,
        boolean isDirectory,
        boolean isReadable,
        boolean isWritable,
        boolean isExecutable) {
    /** Prints the first directory that is closed and ends, or else prints the letters of the tests that are true of the file. */
    private static final String SCRIPT = """
            file=$1; shift
            for d; do [ -x "$d" ] || { [ -e "$d" ] || break; printf /%s "$d"; exit; }; done
            for t in e d r w x; do [ -$t "$file" ] && printf $t; done
            exit 0
            """;

    /** Looks at a file as a user does. */
    static Access of(String file, Account account) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh", file));
        for (int slash = file.indexOf('/', 1); slash > 0; slash = file.indexOf('/', slash + 1)) {
            command.add(file.substring(0, slash));
        }
        String said = account.run(command).output();
        boolean isClosed = said.startsWith("/");
        return new Access(
                isClosed ? Optional.of(said.substring(1)) : Optional.empty(),
                !isClosed && said.contains("e"),
                !isClosed && said.contains("d"),
                !isClosed && said.contains("r"),
                !isClosed && said.contains("w"),
                !isClosed && said.contains("x"));
    }
}
