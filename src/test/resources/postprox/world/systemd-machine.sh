#!/bin/sh
# Starts systemd as process 1 of namespaces of its own, with units from a directory and a program in /opt/postprox.
#
# systemd-machine.sh DIRECTORY PROGRAM UNITS
#
# Processes, mounts and control groups are its own; addresses and ports are the machine's. All processes end with process 1.
# DIRECTORY is for what is made here.
set -e

if [ "$1" != inside ]; then
    # A control group below which systemd makes its own.
    mkdir -p "$1/cgroup"
    mount --make-rprivate /
    mount -t cgroup2 none "$1/cgroup"
    mkdir -p "$1/cgroup/postprox-test-$$"
    echo $$ >"$1/cgroup/postprox-test-$$/cgroup.procs"
    exec unshare --mount --pid --ipc --uts --cgroup --fork --kill-child sh "$0" inside "$@"
fi
shift
mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs -o mode=755 tmpfs /opt
mkdir /opt/postprox
cp -a "$2/." /opt/postprox/
chmod -R go-w /opt/postprox
mkdir "$1/etc"
(cat /etc/passwd && echo postprox:x:990:990::/nonexistent:/usr/sbin/nologin) >"$1/etc/passwd"
(cat /etc/group && echo postprox:x:990:) >"$1/etc/group"
mount --bind "$1/etc/passwd" /etc/passwd
mount --bind "$1/etc/group" /etc/group
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/test-units
cp "$3"/* /run/test-units/
for target in default basic sysinit sockets shutdown network; do
    printf '[Unit]\nDefaultDependencies=no\n' >"/run/test-units/$target.target"
done
! mountpoint -q /sys/fs/cgroup || umount -l /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=docker SYSTEMD_UNIT_PATH=/run/test-units \
    /lib/systemd/systemd --system --log-target=console --log-level=info
