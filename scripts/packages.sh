# Read by ./test and ./bench: installs the Debian packages that they need. Needs find_jdk of scripts/build.sh.

list_missing() {
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf ' %s' "$package"
    done
}

# Installs without starting anything: the tests start their own, and the machine's services are none of their business
# (policy-rc.d is Debian's way to say so to the packages' scripts). Nothing is removed, such as another mail server.
install_packages() (
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap 'rm -f "$policy"' EXIT
        trap 'exit 3' HUP INT TERM
        printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" || exit 3
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q update && apt-get -qy install --no-install-recommends --no-remove "$@"
)

# Ends the script that is named first unless there are a JDK 25, Maven and the packages, or they can be installed.
require_packages() {
    script=$1
    shift
    find_jdk || {
        echo "$script: no JDK 25 under /usr/lib/jvm and none in JAVA_HOME: install one (Eclipse Temurin has packages)" >&2
        exit 3
    }
    command -v mvn >/dev/null || set -- maven "$@"
    missing=$(list_missing "$@")
    if [ -n "$missing" ]; then
        line="apt-get install --no-install-recommends$missing"
        if [ "$(id -u)" -ne 0 ]; then
            echo "$script: packages are missing; as root: $line" >&2
            exit 3
        fi
        echo "$script: $line"
        install_packages $missing || exit 3
    fi
}
