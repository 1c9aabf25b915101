# The launcher and the scripts of a checkout read this file. It finds the program, its AOT cache and the Java runtime. The caller
# sets $home to the directory of the launcher.
#
# All of the program is in one directory: jar, cache, libraries, native client, and in the package the runtime. In a checkout this is
# target/. In the package it is the directory of the launcher, and there is a file named program beside the launcher.
directory=$home/target
[ ! -e "$home/program" ] || directory=$home

# Two defaults of Java. A JVM that is not told them searches for them while a client waits: the first in all jars and modules,
# the second in its file java.security.
java_defaults='-Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider -Djdk.includeInExceptions=hostInfoExclSocket'

# Sets JAVA_HOME to the runtime of the package, whatever JAVA_HOME the caller has. A checkout has no such runtime. There JAVA_HOME is
# set to a JDK 25: to the caller's JAVA_HOME if that is a JDK 25; otherwise to the JDK that built the program; otherwise to a JDK in
# Debian's directory. Fails if there is none.
find_jdk() {
    if [ -x "$directory/runtime/bin/java" ]; then
        JAVA_HOME=$directory/runtime
        export JAVA_HOME
        return 0
    fi
    if [ -z "${JAVA_HOME:-}" ] && [ -r "$directory/jdk" ] && read -r jdk <"$directory/jdk" && [ -x "$jdk/bin/java" ]; then
        JAVA_HOME=$jdk
        export JAVA_HOME
        return 0
    fi
    for jdk in ${JAVA_HOME:+"$JAVA_HOME"} /usr/lib/jvm/*; do
        [ -x "$jdk/bin/java" ] && [ -r "$jdk/release" ] || continue
        while IFS= read -r line; do
            case $line in
                'JAVA_VERSION="25'*)
                    JAVA_HOME=$jdk
                    export JAVA_HOME
                    return 0
                    ;;
            esac
        done <"$jdk/release"
    done
    return 1
}

# Sets $jar to the program, and $cache to its AOT cache, or to nothing if there is no cache. A jar that build() has put in place
# has its checksum in its name, and so has its cache. The file program has that name. So jar and cache belong together,
# even if a build runs at the same time. postprox.jar is a jar that Maven alone has made; it is newer, and has no cache.
find_program() {
    jar=$directory/postprox.jar
    cache=
    [ ! -e "$jar" ] && [ -r "$directory/program" ] && read -r program <"$directory/program" || return 0
    jar=$directory/$program.jar
    cache=$directory/$program.aot
    [ -e "$cache" ] || cache=
}

