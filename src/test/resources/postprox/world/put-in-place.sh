# Puts a jar in place as the build does, in target/installed of the checkout: with the AOT cache that users have, rehearsed
# with few messages. Arguments: the checkout, the jar. One at a time; where that was done for this jar, nothing is left to do.
set -eu

checkout=$1
jar=$2
home=$checkout
. "$home/scripts/build.sh"

exec 9>"$checkout/target/installed.lock"
flock 9
client=$checkout/target/postprox-client
[ -z "$(find "$checkout/src/main/c" -newer "$client" 2>&1)" ] || make_client "$client"
[ -x "$client" ]

home=$checkout/target/installed
directory=$home/target
sum=$(sha256sum <"$jar")
program=postprox-$(printf '%.16s' "$sum")
[ ! -r "$home/target/program" ] || [ "$(cat "$home/target/program")" != "$program" ] || exit 0
find_jdk
rm -rf "$home"
mkdir -p "$home/target"
cp -r "$checkout/target/lib" "$home/target"
cp "$jar" "$home/target/new.jar"
put_in_place "$home/target/new.jar" 10
