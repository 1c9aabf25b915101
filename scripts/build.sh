# The scripts of a checkout read this file. It builds the program. The caller sets $home to the checkout's directory.

. "$home/scripts/program.sh"

# Whether the sources are newer than the program in target/, or the native client is missing although there is a compiler.
is_stale() {
    [ ! -e "$home/target/built" ] || [ ! -e "$home/target/program" ] || [ -e "$home/target/postprox.jar" ] ||
        { [ ! -e "$home/target/postprox-client" ] && command -v cc >/dev/null; } ||
        [ -n "$(find "$home/src/main" "$home/pom.xml" "$home/LICENSE" "$home/docs/TROUBLESHOOTING.md" "$home/examples/workers" -newer "$home/target/built" -print -quit)" ]
}

# Puts the jar $1 in place, and makes its AOT cache with $2 messages. A JVM accepts a cache that was made for another jar, and
# then runs that other jar's classes (JDK-8377932). So jar and cache have the jar's checksum in their names, and no file of
# such a name ever changes. The program before this one stays, since a launcher may just have read its name.
put_in_place() {
    sum=$(sha256sum <"$1") || return 1
    program=postprox-$(printf '%.16s' "$sum")
    before=$program
    [ ! -r "$directory/program" ] || read -r before <"$directory/program"
    mv "$1" "$directory/$program.jar" || return 1
    [ -e "$directory/$program.aot" ] || make_aot_cache "$directory/$program" "${2:-4000}"
    echo "$program" >"$directory/program.new" && mv "$directory/program.new" "$directory/program" || return 1
    for file in "$directory/postprox.jar" "$directory/postprox.aot" "$directory"/postprox-*.jar "$directory"/postprox-*.aot; do
        case $file in
            "$directory/$program".* | "$directory/$before".*) ;;
            *) rm -f "$file" ;;
        esac
    done
}

# Records an AOT cache, the classes that the program uses, so that the program starts in half the time. The program also works
# without a cache, only more slowly.
make_aot_cache() {
    rm -f "$1.new"
    "$JAVA_HOME/bin/java" -cp "$1.jar" postprox.demo.Rehearsal "$1.jar" "$1.new" "$2" $java_defaults &&
        mv "$1.new" "$1.aot" || rm -f "$1.new"
}

# Compiles the native client, which hands sessions to a resident process, into the file $1. Without a compiler or its library there is
# no client, and each session has a JVM of its own. A client with a smaller C library starts faster: with musl it takes half the time
# that it takes with a static glibc, and with a static glibc two thirds of the time that it takes with a dynamic one.
make_client() {
    new=$1.new
    for compiler in 'musl-gcc -static' 'cc -static' cc; do
        if command -v ${compiler%% *} >/dev/null &&
            $compiler -std=c11 -O2 -Wall -Wextra -Werror -o "$new" "$home"/src/main/c/*.c; then
            # mv(1) replaces the client in one step, since Postfix may start it at any time.
            mv "$new" "$1"
            return
        fi
    done
    rm -f "$1"
    return 1
}

# Builds the program, if it is stale. Of two builds at once, the second waits for the first. A user is told that the build takes
# its time. In a session ($kind of the launcher) the message is written only if standard error is a terminal.
build() {
    command -v mvn >/dev/null || {
        echo "postprox: Maven is missing: apt-get install maven" >&2
        return 1
    }
    mkdir -p "$home/target" && (
        flock 9 || exit 1
        is_stale || exit 0
        { [ "${kind:-}" = session ] && [ ! -t 2 ]; } || echo "postprox: building, the first time takes a minute or three ..." >&2
        log=$home/target/build.log
        started=$home/target/started
        : >"$started"
        if (cd "$home" && mvn -B -DskipTests -Dspotless.check.skip=true -Dmaven.javadoc.skip=true -Djar.name=new package &&
            put_in_place target/new.jar) >"$log" 2>&1; then
            echo "$JAVA_HOME" >"$home/target/jdk"
            # The client looks for the launcher in its own directory.
            ln -sfn ../postprox "$home/target/launcher"
            make_client "$home/target/postprox-client" >>"$log" 2>&1 || {
                echo "postprox: no C compiler that works (see $log): each session on standard input will start a JVM of its own." >&2
                echo "postprox: apt-get install gcc libc6-dev musl-tools, then run this again" >&2
            }
            mv "$started" "$home/target/built"
        else
            rm -f "$started"
            grep -E '^\[(ERROR|WARNING)\] .*\.java|^\[ERROR\] .*(Failed|Exception)' "$log" | sort -u | head -n 10 >&2
            echo "postprox: the build failed, see $log" >&2
            exit 1
        fi
    ) 9>"$home/target/build.lock"
}
