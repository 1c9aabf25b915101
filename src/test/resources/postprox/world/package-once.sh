# Builds the Debian package with little rehearsal, in target/tested-package of the checkout. Arguments: the checkout, the jar. One at a
# time; where nothing that goes into the package has changed since then, nothing is left to do.
set -eu

cd "$1"
directory=target/tested-package
exec 9>"$directory.lock"
flock 9
for package in "$directory"/postprox_*_amd64.deb; do
    [ ! -e "$package" ] ||
        [ -n "$(find "$2" package postprox scripts packaging docs man examples src/main/c README.md CHANGELOG.md -newer "$package" -print -quit)" ] || exit 0
done
rm -rf "$directory"
./package --quick --jar="$2" --output="$PWD/$directory"
rm -rf "$directory/work"
