# Read by ./test, ./interop and ./bench: installs the Debian packages that they need. Needs find_jdk of scripts/build.sh.

# What the tests of postprox.interop need: programs, and archives of mail servers that exclude the one that is installed. The
# archives are unpacked by the tests, in directories of their own; the libraries are what they depend on.
interop_packages="curl gcc libc6-dev msmtp musl-tools postfix python3 swaks
    libdb5.3 libevent-2.1-7 libgnutls-dane0 libidn12 libldap-2.5-0 libnsl2 libpam0g libsasl2-2 libwrap0"
interop_archives="exim4-base exim4-daemon-light opensmtpd sendmail-bin"

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

# Ends the script that is named first unless the packages' archives are in target/packages, or they can be downloaded.
require_archives() {
    script=$1
    shift
    archives=$home/target/packages
    mkdir -p "$archives" || exit 3
    for package in "$@"; do
        for archive in "$archives/$package"_*.deb; do
            [ ! -e "$archive" ] || continue 2
        done
        echo "$script: apt-get download $package"
        (cd "$archives" && apt-get -q -o APT::Sandbox::User="$(id -un)" download "$package") || {
            echo "$script: cannot download $package: apt-get update, then run this again" >&2
            exit 3
        }
    done
}
