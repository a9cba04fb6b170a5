#!/usr/bin/env bash
# Wraps the built folder as a Debian package: build_deb.sh dist/bazresyar dist
set -euo pipefail

folder=$1
target=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../../pyproject.toml")
architecture=$(dpkg --print-architecture)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

# What Qt needs of the system; python and git are of no use to the packed program.
libraries=$(awk '/^\[/ { inside = ($0 == "[runtime]"); next } inside && NF && !/^#/' \
    "$here/../debian-packages.txt" | grep -v '^libglib2.0-0$' | paste -sd, | sed 's/,/, /g')

chmod 755 "$tree"
mkdir -p "$tree/opt" "$tree/usr/bin" "$tree/usr/share/applications" "$tree/usr/share/doc/bazresyar" \
    "$tree/usr/share/icons/hicolor/scalable/apps" "$tree/DEBIAN"
cp -r "$folder" "$tree/opt/bazresyar"
ln -s /opt/bazresyar/bazresyar "$tree/usr/bin/bazresyar"
ln -s /opt/bazresyar/bazresyar-hq "$tree/usr/bin/bazresyar-hq"
cp "$here/bazresyar.desktop" "$tree/usr/share/applications/"
cp "$here/bazresyar.svg" "$tree/usr/share/icons/hicolor/scalable/apps/"
cp "$here/../../LICENSE" "$tree/usr/share/doc/bazresyar/copyright"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: bazresyar
Version: $version
Architecture: $architecture
Maintainer: Bazresyar contributors
Installed-Size: $(du -sk "$tree/opt" | cut -f1)
Depends: $libraries, libglib2.0-0 | libglib2.0-0t64
Section: misc
Priority: optional
Description: inspections of public services, also without a network
 Bazresyar records surprise visits, findings and corrective actions on an
 inspector's laptop and exchanges them with headquarters.
CONTROL
dpkg-deb -Zzstd --root-owner-group --build "$tree" "$target/bazresyar_${version}_${architecture}.deb" >/dev/null
echo "$target/bazresyar_${version}_${architecture}.deb"
