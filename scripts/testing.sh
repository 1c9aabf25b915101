# ./soak and ./fuzz read this file. It builds the tests and runs the fuzzer. The caller has found a JDK 25 before (find_jdk of
# scripts/build.sh).

# Whether $1 is a whole number from 1 on, without leading zeros.
is_count() {
    case $1 in
        '' | *[!0-9]* | 0*) return 1 ;;
    esac
}

# Builds the program and its tests if a source has changed, and writes the tests' class path to target/tests/class-path. $1 is the
# script's name, for messages.
build_tests() {
    built=$home/target/tests/built
    [ ! -e "$built" ] ||
        [ -n "$(find "$home/src/main/java" "$home/src/test/java" "$home/pom.xml" -newer "$built" -print -quit)" ] ||
        return 0
    mkdir -p "$home/target/tests"
    log=$home/target/tests/build.log
    (cd "$home" && mvn -B -ntp -Dspotless.check.skip=true test-compile dependency:build-classpath \
        -Dmdep.outputFile=target/tests/class-path -Dmdep.includeScope=test) >"$log" 2>&1 || {
        grep -E '^\[(ERROR|WARNING)\]' "$log" | head -n 10 >&2
        echo "$1: the build failed, see $log" >&2
        return 1
    }
    : >"$built"
}

# Lists the fuzz targets. Each has a corpus.
fuzz_targets() {
    (cd "$home/src/test/resources/fuzz" && ls)
}

# Fuzzes the target $1 for $2 seconds. It fails at the first finding, which it writes to a file in target/fuzz/TARGET.
fuzz() (
    target=$1
    seconds=$2
    found=target/fuzz/$target
    unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH
    cd "$home" && mkdir -p "$found/corpus" || exit 3
    exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx512m -XX:+EnableDynamicAgentLoading \
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "-Dpostprox.fuzz=$target" \
        -cp "target/classes:target/test-classes:$(cat target/tests/class-path)" com.code_intelligence.jazzer.Jazzer \
        --target_class=postprox.fuzz.Fuzz '--instrumentation_includes=postprox.**' \
        '--instrumentation_excludes=postprox.fuzz.**:postprox.testkit.**' \
        '--custom_hook_includes=postprox.**' "--reproducer_path=$found" \
        "-artifact_prefix=$found/" -use_value_profile=1 -print_final_stats=1 -max_len=2048 \
        "-max_total_time=$seconds" "$found/corpus" "src/test/resources/fuzz/$target"
)
