#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# `make release': packages for every channel, out of the programs that `make static' makes in build/static, into build/release, whole or not
# at all (docs/releasing.md). The same programs give the same bytes: all times are the date of the version's section in NEWS, or
# SOURCE_DATE_EPOCH. Of the environment:
#   RELEASE_URL=   where the archives will stand; krew's manifest and Homebrew's formula name them there, or by their bare names
#   SIGNING_KEY=   a key of gpg's: signs Helm's plugin, so that Helm 4 takes it without --verify=false, and the checksums
#   MAINTAINER=    "NAME <ADDRESS>", for Debian
#   VARIANTS=      which folders of build/static are packed, where not all
#   DIRTY=yes      packs from a work tree with changes as well
#   PREBUILT=yes   packs the programs that are there already, without a look at what they were made of
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C TZ=UTC
# Of the make that calls this only what is said below counts.
unset MAKEFLAGS MFLAGS MAKELEVEL
umask 022

# Debian's packages and what is for both architectures are made of these; each other variant gets its archive alone.
ARCHITECTURES=(amd64 arm64)
declare -A RUNS_ON=([x86_64]=amd64 [aarch64]=arm64)

static=${BUILD:-build}/static
out=${BUILD:-build}/release
read -ra variants <<<"${VARIANTS:-amd64 arm64 amd64-openssl arm64-openssl}"
version=$(cat VERSION)
maintainer=${MAINTAINER:-the authors of external-secrets <maintainers@external-secrets.example>}
url=${RELEASE_URL:+${RELEASE_URL%/}/}
name=external-secrets-$version

# fail WHAT HINT
fail() {
    printf 'release: error: %s\nrelease: hint: %s\n' "$1" "$2" >&2
    exit 1
}

# --- what is refused ---

# Sets $seconds, the release's time.
check_news() {
    local heading date
    [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "VERSION is '$version', and not three numbers" 'write it as 1.2.3'
    heading=$(head -1 NEWS)
    if [[ $heading != "$version "* ]]; then
        fail "NEWS begins with '$heading', and not with a section of version $version" \
            "write '$version $(date +%F)' as its first line, or the version that it begins with into VERSION and plugin.yaml"
    fi
    date=${heading#* }
    if [[ ! $date =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || ! seconds=$(date -d "$date" +%s 2>/dev/null); then
        fail "NEWS: '$date' behind $version is no date" "write '$version $(date +%F)' as its first line"
    fi
    seconds=${SOURCE_DATE_EPOCH:-$seconds}
    grep -qx "version: $version" plugin.yaml || fail "plugin.yaml has another version than VERSION, $version" "write 'version: $version' there"
}

# Where the folder is no work tree of git's, as after unpacking an archive, there is nothing to ask.
check_tree() {
    local tag
    [ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$PWD" ] || return 0
    if [ "${DIRTY:-}" != yes ] && [ -n "$(git status --porcelain)" ]; then
        git status --short | sed 10q >&2 || :
        fail 'the work tree has changes that no commit has' 'commit them, or say DIRTY=yes where nothing of it will be published'
    fi
    if tag=$(git rev-parse --quiet --verify "refs/tags/v$version^{commit}") && [ "$tag" != "$(git rev-parse HEAD)" ]; then
        fail "the tag v$version is another commit (${tag:0:12})" "git checkout v$version, or give VERSION and NEWS the next version"
    fi
    for tag in $(git tag --points-at HEAD 'v[0-9]*'); do
        [ "$tag" = "v$version" ] || fail "this commit is tagged $tag, and VERSION says $version" "give VERSION and NEWS the version of the tag, or take the tag away"
    done
}

check_variants() {
    local arch
    for arch in "${ARCHITECTURES[@]}"; do
        [[ " ${variants[*]} " == *" $arch "* ]] || fail "VARIANTS has no $arch: all but the archives is made of ${ARCHITECTURES[*]}" \
            "say VARIANTS='${ARCHITECTURES[*]}', or nothing for all"
    done
}

# Of this tree, whatever was there before.
build_programs() {
    local variant crypto
    [ "${PREBUILT:-}" != yes ] || return 0
    for variant in "${variants[@]}"; do
        crypto=mbedtls
        [[ $variant != *-openssl ]] || crypto=openssl
        make --no-print-directory static BUILD="${static%/*}" ARCH="${variant%%-*}" CRYPTO=$crypto
    done
}

# check_program VARIANT: it is there, for that machine, and needs no library of the system's.
check_program() {
    local program=$static/$1/kubectl-external_secrets arch=${1%%-*} is file build="make static ARCH=${1%%-*}"
    [[ $1 != *-openssl ]] || build+=' CRYPTO=openssl'
    for file in "$program" "${program%/*}"/{libraries.tsv,LICENSES}; do
        [ -r "$file" ] || fail "$file is not there" "$build"
    done
    is=$(scripts/release/elf.pl "$program")
    [ "${is%% *}" = "$arch" ] || fail "$program is no program for $arch" "$build"
    [ "$is" = "$arch static" ] || fail "$program needs libraries of the system's" "$build"
}

# Sets $speaking, the program among them that runs here, which has to be of this version.
check_programs() {
    local variant here=${RUNS_ON[$(uname -m)]:-}
    for variant in "${variants[@]}"; do
        check_program "$variant"
    done
    speaking=
    for variant in "${variants[@]}"; do
        [ "${variant%%-*}" = "$here" ] || continue
        speaking=$static/$variant/kubectl-external_secrets
        [ "$("$speaking" version 2>/dev/null | head -1)" = "external-secrets $version" ] ||
            fail "$speaking is of another version than $version" "make static ARCH=$here, and the other ones anew"
    done
    [ -n "$speaking" ] || fail "none of ${variants[*]} runs on this $(uname -m), and one has to print the completions" 'make it on a machine of theirs'
}

# --- parts ---

sha256() { sha256sum "$1" | cut -c 1-64; }
fill() { scripts/release/fill.pl VERSION="$version" URL="$url" "$@"; }

# place VARIANT FOLDER [MAKE'S WORD]...: what `make install' would put below FOLDER.
place() {
    make --no-print-directory -s place PLACED="$static/$1/kubectl-external_secrets" SPEAKING="$speaking" DESTDIR="$2" "${@:3}"
}

# Modes and times as all archives have them; programs stay executable.
settle() {
    chmod -R u=rwX,go=rX "$1"
    find "$1" -exec touch --no-dereference --date="@$seconds" {} +
}

# tarball FOLDER ENTRY: the same bytes for the same entry, wherever and whenever.
tarball() {
    settle "$1/$2"
    tar --create --directory "$1" --format=ustar --sort=name --mtime="@$seconds" --owner=0 --group=0 --numeric-owner "$2"
}

# licences VARIANT FOLDER: ours, and those of the libraries that are inside.
licences() {
    install -m 644 LICENSE "$static/$1/LICENSES" "$2"
}

# --- channels: each makes its files in $made ---

# The folders of a prefix, to be unpacked into /usr/local or ~/.local.
make_archives() {
    local variant prefix
    for variant in "${variants[@]}"; do
        prefix=$scratch/archive/$variant/$name
        # shellcheck disable=SC2016 # Helm replaces it
        place "$variant" "$prefix" PREFIX= HELM_BIN='$${HELM_PLUGIN_DIR}/../../../bin'
        install -d "$prefix/share/doc/external-secrets"
        install -m 644 README.md NEWS "$prefix/share/doc/external-secrets"
        licences "$variant" "$prefix/share/doc/external-secrets"
        tarball "${prefix%/*}" "$name" | gzip -n9 >"$made/$name-linux-$variant.tar.gz"
    done
}

# Helm takes a plugin out of NAME-VERSION.tgz with a folder NAME, and looks for its signature in NAME-VERSION.tgz.prov.
make_helm() {
    local arch plugin=$scratch/helm/external-secrets
    mkdir -p "$plugin"
    fill <deploy/helm/plugin.yaml >"$plugin/plugin.yaml"
    for arch in "${ARCHITECTURES[@]}"; do
        install -D -m 755 "$static/$arch/kubectl-external_secrets" "$plugin/linux-$arch/kubectl-external_secrets"
    done
    licences amd64 "$plugin"
    tarball "$scratch/helm" external-secrets | gzip -n9 >"$made/$name.tgz"
}

# krew unpacks no links, and wants the licence at the top.
make_krew() {
    local arch archive
    sed '/^  platforms:$/q' deploy/krew/external-secrets.yaml | fill >"$made/external-secrets.yaml"
    [ -n "$url" ] || sed -i '2a # Its archives are named without a place (no RELEASE_URL was given): kubectl krew install --manifest=... --archive=...' "$made/external-secrets.yaml"
    for arch in "${ARCHITECTURES[@]}"; do
        archive=$name-krew-linux-$arch.tar.gz
        install -D -m 755 "$static/$arch/kubectl-external_secrets" "$scratch/krew/$arch/kubectl-external_secrets"
        licences "$arch" "$scratch/krew/$arch"
        tarball "$scratch/krew/$arch" . | gzip -n9 >"$made/$archive"
        sed '1,/^  platforms:$/d' deploy/krew/external-secrets.yaml |
            fill ARCH="$arch" KREW_ARCHIVE="$archive" KREW_SHA256="$(sha256 "$made/$archive")" >>"$made/external-secrets.yaml"
    done
}

make_debian() {
    local arch root doc page
    for arch in "${ARCHITECTURES[@]}"; do
        root=$scratch/debian/$arch
        doc=$root/usr/share/doc/external-secrets
        place "$arch" "$root" PREFIX=/usr ZSHDIR="$root/usr/share/zsh/vendor-completions"
        gzip -n9 "$root"/usr/share/man/man1/*.1
        for page in kubectl-external_secrets kubectl_complete-external_secrets; do
            ln -s external-secrets.1.gz "$root/usr/share/man/man1/$page.1.gz"
        done
        install -d "$doc" "$root/usr/share/lintian/overrides" "$root/DEBIAN"
        install -m 644 README.md "$doc"
        scripts/release/copyright.pl "$static/$arch" >"$doc/copyright"
        scripts/release/changelog.pl "$maintainer" <NEWS | gzip -n9 >"$doc/changelog.gz"
        cp deploy/debian/lintian-overrides "$root/usr/share/lintian/overrides/external-secrets"
        settle "$root"
        (cd "$root" && find usr -type f -printf '%P\0' | sort -z | sed -z 's|^|usr/|' | xargs -0 md5sum >DEBIAN/md5sums)
        fill ARCH="$arch" MAINTAINER="$maintainer" SIZE="$(du -sk --apparent-size "$root/usr" | cut -f 1)" \
            <deploy/debian/control >"$root/DEBIAN/control"
        settle "$root"
        SOURCE_DATE_EPOCH=$seconds DPKG_DEB_THREADS_MAX=1 dpkg-deb --root-owner-group -Zxz --build "$root" \
            "$made/external-secrets_${version}_$arch.deb" >/dev/null
    done
}

# The archive's folders below /usr/local, and nothing else.
make_image() {
    local arch layers=()
    for arch in "${ARCHITECTURES[@]}"; do
        mkdir -p "$scratch/image/$arch/usr"
        cp -a "$scratch/archive/$arch/$name" "$scratch/image/$arch/usr/local"
        tarball "$scratch/image/$arch" usr >"$scratch/image/$arch.tar"
        layers+=("$arch=$scratch/image/$arch.tar")
    done
    scripts/release/image.pl "$scratch/image/layout/oci" "$version" "$seconds" "${layers[@]}"
    (cd "$scratch/image/layout/oci" && settle . && tar --create --format=ustar --sort=name --mtime="@$seconds" --owner=0 --group=0 \
        --numeric-owner blobs index.json oci-layout) >"$made/$name-oci.tar"
    fill <deploy/oci/Dockerfile >"$made/Dockerfile"
}

make_homebrew() {
    local arch words=()
    for arch in "${ARCHITECTURES[@]}"; do
        words+=("${arch^^}_ARCHIVE=$name-linux-$arch.tar.gz" "${arch^^}_SHA256=$(sha256 "$made/$name-linux-$arch.tar.gz")")
    done
    fill "${words[@]}" <deploy/homebrew/external-secrets.rb >"$made/external-secrets.rb"
}

# Of all that holds a program. What is for both processors has the same libraries for both.
make_bill_of_materials() {
    local variant arch archives=()
    for variant in "${variants[@]}"; do
        archives+=("$variant=$made/$name-linux-$variant.tar.gz")
    done
    for arch in "${ARCHITECTURES[@]}"; do
        archives+=("$arch=$made/external-secrets_${version}_$arch.deb" "$arch=$made/$name-krew-linux-$arch.tar.gz")
    done
    archives+=("$arch=$made/$name.tgz" "$arch=$made/$name-oci.tar")
    scripts/release/bom.pl "$static" "$version" "$seconds" "$url" "${archives[@]}" >"$made/$name.spdx.json"
}

# What Helm signs: the plugin's description, a line of dots, and the archive's checksum.
make_signatures() {
    local gpg=(gpg --batch --yes --local-user "$SIGNING_KEY")
    { grep -v '^#' "$scratch/helm/external-secrets/plugin.yaml" && printf '\n...\nfiles:\n  %s.tgz: sha256:%s\n' "$name" "$(sha256 "$made/$name.tgz")"; } |
        "${gpg[@]}" --clear-sign --output "$made/$name.tgz.prov"
}

make_checksums() {
    (cd "$made" && sha256sum -- *) >"$scratch/SHA256SUMS"
    mv "$scratch/SHA256SUMS" "$made"
    [ -z "${SIGNING_KEY:-}" ] || gpg --batch --yes --local-user "$SIGNING_KEY" --armor --detach-sign "$made/SHA256SUMS"
}

check_news
check_tree
check_variants
build_programs
check_programs

mkdir -p "$out"
scratch=$(mktemp -d "${out%/*}/release.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
made=$scratch/made
mkdir "$made"
for channel in archives helm krew debian image homebrew bill_of_materials ${SIGNING_KEY:+signatures} checksums; do
    "make_$channel"
done
chmod 755 "$made"
rm -rf "$out" && mv "$made" "$out"
(cd "$out" && stat --printf='%10s  %n\n' -- *)
echo "release: $version is in $out"
