# ./test, ./interop and ./bench read this file. It installs the Debian packages that they need. The caller has read
# scripts/build.sh before (find_jdk).

# The packages of the tests in postprox.interop. The archives are mail servers that Debian does not install beside Postfix; the
# tests unpack them in directories of their own. The libraries among the packages are those that these servers need.
interop_packages="curl gcc libc6-dev msmtp musl-tools postfix python3 swaks
    libdb5.3 libevent-2.1-7 libgnutls-dane0 libidn12 libldap-2.5-0 libnsl2 libpam0g libsasl2-2 libwrap0"
interop_archives="exim4-base exim4-daemon-light opensmtpd sendmail-bin"

list_missing() {
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf ' %s' "$package"
    done
}

# Installs packages without starting their services, since the tests start their own. policy-rc.d tells the packages' scripts to
# start none (invoke-rc.d(8)). No installed package is removed, such as another mail server.
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

# Makes sure that there are a JDK 25, Maven and the packages. Packages that are missing are installed. If that is not possible,
# the script ends; $1 is its name.
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

# Makes sure that target/packages has a Debian's root directory with Postfix and without Java, as an archive. The packages come from the
# servers that the machine's own list names. $1 is the script's name, for messages.
require_root() {
    root=$home/target/packages/debian-root.tar
    [ ! -e "$root" ] || return 0
    mkdir -p "$home/target/packages" || exit 3
    echo "$1: mmdebstrap, a Debian with Postfix for the tests of the package"
    (
        . /etc/os-release
        set -- /etc/apt/sources.list /etc/apt/sources.list.d/*.sources
        [ -e "$1" ] || shift
        mmdebstrap --quiet --variant=minbase --include=postfix,systemd-standalone-sysusers,logrotate \
            --dpkgopt=force-unsafe-io "$VERSION_CODENAME" "$root.new.tar" "$@"
    ) && mv "$root.new.tar" "$root" || {
        echo "$1: mmdebstrap failed: apt-get update, then run this again" >&2
        exit 3
    }
}

# Makes sure that the packages' archives are in target/packages. Archives that are missing are downloaded. If that is not
# possible, the script ends; $1 is its name.
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
