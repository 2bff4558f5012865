#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What `make release' makes, from the programs in build/static: each channel installs it with its own tools, where nothing of ours is.
# What it refuses is in tests/cli/release.bats.
#
# shellcheck disable=SC2154 # helpers.bash and bats set what is common to all

load helpers.bash

version=$(cat "$BATS_TEST_DIRNAME/../../VERSION")
static=${BUILD:-$root/build}/static
here=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')

# One release for all tests: of the tree as it is, with a NEWS that names the version, in a folder of its own.
setup_file() {
    local tree=$BATS_FILE_TMPDIR/tree
    [ -x "$static/amd64/kubectl-external_secrets" ] && [ -x "$static/arm64/kubectl-external_secrets" ] || return 0
    mkdir -p "$tree/build/static"
    (cd "$root" && git ls-files -co --exclude-standard -z | tar --create --null --files-from=- --ignore-failed-read) | tar -x -C "$tree"
    (cd "$static" && cp --parents a*64*/{kubectl-external_secrets,libraries.tsv,LICENSES} "$tree/build/static")
    cd "$tree" || return
    sed -i "1s/.*/$version 2026-11-23/" NEWS
    git -c init.defaultBranch=main init -q .
    git add . && git -c user.name=tests -c user.email=tests@example.com commit -qm release && git tag "v$version"
    make_key "$BATS_FILE_TMPDIR/gpg"
    make_release "$tree"
}

# make_release TREE [VARIABLE=VALUE]...: with what build/static has.
make_release() {
    env -i HOME="$BATS_FILE_TMPDIR" PREBUILT=yes PATH=/usr/local/bin:/usr/bin:/bin VARIANTS="$(cd "$1/build/static" && echo a*64*)" \
        GNUPGHOME="$BATS_FILE_TMPDIR/gpg" SIGNING_KEY=release@example.com "${@:2}" "$1/scripts/release.sh" >"$1.log" 2>&1 || { cat "$1.log" && return 1; }
}

# A key to sign with. gpg's agent cannot speak through a long path: HOME is short.
make_key() {
    mkdir -m 700 "$1"
    GNUPGHOME=$1 gpg --batch --quiet --passphrase '' --quick-generate-key 'Release <release@example.com>' rsa3072 sign never 2>/dev/null
    GNUPGHOME=$1 gpg --export >"$1/public.gpg"
}

teardown_file() {
    [ ! -d "$BATS_FILE_TMPDIR/gpg" ] || GNUPGHOME=$BATS_FILE_TMPDIR/gpg gpgconf --kill all
}

setup() {
    release=$BATS_FILE_TMPDIR/tree/build/release
    if [ ! -d "$release" ]; then
        [ "${CI:-}" != true ] || { echo "no self-contained programs in $static" >&2 && return 1; }
        skip "no self-contained programs: \`make static ARCH=amd64' and \`make static ARCH=arm64' bring them"
    fi
    name=external-secrets-$version
    isolate
    export EXTERNAL_SECRETS_SEALING_KEY=$sealing_key
}

# has COMMAND: of the system's.
has() {
    command -v "$1" >/dev/null && return
    [ "${CI:-}" != true ] || { echo "$1 is not here" >&2 && return 1; }
    skip "$1 is not here"
}

# What the program of this build gives for an example, and what another one gives, which reads it from stdin.
expect() { "$PROGRAM" render <"$examples/values/generation-1.yaml" >expected.yaml; }
gives_the_same() {
    expect
    "$@" <"$examples/values/generation-1.yaml" >got.yaml
    same expected.yaml got.yaml
    grep -q '^kind: SecretStore' got.yaml
}

# inside ROOT COMMAND...: with that folder as the root of all, and nothing of the environment; key.yaml there is the sealing key.
inside() {
    local root=$1 enter=()
    [ "$(id -u)" -eq 0 ] || enter=(unshare --user --map-root-user)
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin EXTERNAL_SECRETS_SEALING_KEY=/key.yaml "${enter[@]}" "$(PATH=$PATH:/usr/sbin command -v chroot)" "$root" "${@:2}"
}

# debian_root FOLDER: dpkg and what it needs, and the sealing key.
debian_root() {
    need debian-root
    cp -a "$tools/debian-root/." "$1"
    install -m 600 "$sealing_key" "$1/key.yaml"
    # Nothing that the program may have been linked with.
    find "$1" >found
    run ! grep -E '/lib(yaml|mbed|sodium|cjson|curl|crypto)' found
}

@test "release: every file is there, and has its checksum" {
    (cd "$release" && printf '%s\n' * | sort) >got
    {
        printf '%s\n' Dockerfile SHA256SUMS SHA256SUMS.asc external-secrets.rb external-secrets.yaml "$name.spdx.json" "$name.tgz" "$name.tgz.prov" \
            "$name-oci.tar" "$name-krew-linux-"{amd64,arm64}.tar.gz "external-secrets_${version}_"{amd64,arm64}.deb
        (cd "$static" && printf "$name-linux-%s.tar.gz\n" a*64*)
    } | sort >wanted
    same wanted got
    (cd "$release" && sha256sum --check --strict --quiet SHA256SUMS)
    [ "$(wc -l <"$release/SHA256SUMS")" -eq $(($(wc -l <wanted) - 2)) ]
    gpgv --keyring "$BATS_FILE_TMPDIR/gpg/public.gpg" "$release/SHA256SUMS.asc" "$release/SHA256SUMS"
}

# All but the place of the archives, in what names them.
placeless() {
    sed -e "s|$place||" -e '/no RELEASE_URL was given/d' -e '/"downloadLocation" : /d' "$1"
}

@test "release: another day, folder, time zone and umask give the same bytes, but for the place of the archives" {
    local place=https://downloads.example.com/v1/ again file
    cp -r "$BATS_FILE_TMPDIR/tree" again
    rm -r again/build/release
    (umask 077 && make_release "$PWD/again" TZ=Asia/Tokyo LC_ALL=C.UTF-8 SIGNING_KEY= RELEASE_URL=$place)
    again=$PWD/again/build/release
    grep -vE '\.prov$|\.spdx\.json$|external-secrets\.(rb|yaml)$' "$release/SHA256SUMS" >wanted
    grep -vE '\.spdx\.json$|external-secrets\.(rb|yaml)$' "$again/SHA256SUMS" >got
    same wanted got
    for file in "$name.spdx.json" external-secrets.{rb,yaml}; do
        placeless "$release/$file" >wanted
        placeless "$again/$file" >got
        same wanted got
    done
    [ "$(grep -c "^      uri: \"$place$name-krew-linux-a..64.tar.gz\"$" "$again/external-secrets.yaml")" -eq 2 ]
    [ "$(grep -c "^      url \"$place$name-linux-a..64.tar.gz\"$" "$again/external-secrets.rb")" -eq 2 ]
    grep -q "\"downloadLocation\" : \"$place$name-linux-amd64.tar.gz\"" "$again/$name.spdx.json"
    run ! grep -q RELEASE_URL "$again/external-secrets.yaml"
    grep -q 'no RELEASE_URL was given' "$release/external-secrets.yaml"
}

@test "release: the Debian package installs into an empty Debian root, runs, and leaves" {
    debian_root system
    cp "$release/external-secrets_${version}_$here.deb" system/package.deb
    inside "$PWD/system" dpkg --install /package.deb
    [ "$(inside "$PWD/system" external-secrets version | head -1)" = "external-secrets $version" ]
    gives_the_same inside "$PWD/system" external-secrets
    gives_the_same inside "$PWD/system" kubectl-external_secrets render
    [ "$(inside "$PWD/system" kubectl_complete-external_secrets rend | cut -f 1 | head -1)" = render ]
    inside "$PWD/system" dpkg --verify external-secrets >got
    [ ! -s got ]
    gunzip <system/usr/share/man/man1/external-secrets.1.gz | grep -q '^\.Sh NAME'
    gunzip <system/usr/share/doc/external-secrets/changelog.gz | grep -q "^external-secrets ($version) "
    grep -q '^_external_secrets' system/usr/share/bash-completion/completions/external-secrets
    inside "$PWD/system" dpkg --purge external-secrets
    [ -z "$(find system/usr -name '*external*')" ]
}

@test "release: the archive unpacks into an empty Debian root, and runs" {
    debian_root system
    gunzip <"$release/$name-linux-$here.tar.gz" >system/archive.tar
    mkdir -p system/usr/local
    inside "$PWD/system" tar --extract --file /archive.tar --directory /usr/local --strip-components 1
    [ "$(inside "$PWD/system" /usr/local/bin/external-secrets version | head -1)" = "external-secrets $version" ]
    gives_the_same inside "$PWD/system" /usr/local/bin/external-secrets
    # All that `make install' installs, and what it is under.
    make --no-print-directory -s -C "$root" place PLACED="$PROGRAM" DESTDIR="$PWD/installed" PREFIX=/usr/local
    mkdir -p installed/usr/local/share/doc/external-secrets
    touch installed/usr/local/share/doc/external-secrets/{LICENSE,LICENSES,NEWS,README.md}
    (cd installed/usr/local && find . ! -type d | sort) >wanted
    (cd system/usr/local && find . ! -type d | sort) >got
    [ "$(wc -l <wanted)" -ge 13 ]
    same wanted got
}

@test "release: each program runs in a root that holds nothing else" {
    local archive
    for archive in "$release/$name-linux-$here"*.tar.gz; do
        rm -rf alone && mkdir alone
        tar -xzf "$archive" -O "$name/bin/kubectl-external_secrets" >alone/external-secrets
        chmod 755 alone/external-secrets
        install -m 600 "$sealing_key" alone/key.yaml
        inside "$PWD/alone" /external-secrets version
        gives_the_same inside "$PWD/alone" /external-secrets
    done
}

@test "release: the other processor's programs run under an emulator" {
    local other=arm64 emulator=qemu-aarch64 package program
    [ "$here" != arm64 ] || { other=amd64 && emulator=qemu-x86_64; }
    has $emulator
    mkdir unpacked
    dpkg-deb --extract "$release/external-secrets_${version}_$other.deb" unpacked/package
    for package in "$release/$name-linux-$other"*.tar.gz; do
        mkdir -p "unpacked/${package##*/}" && tar -xzf "$package" -C "unpacked/${package##*/}"
    done
    find unpacked -name kubectl-external_secrets -type f | while read -r program; do
        [ "$($emulator "$program" version | head -1)" = "external-secrets $version" ]
        gives_the_same $emulator "$program" render
    done
}

@test "release: krew installs it, kubectl runs it, krew takes it away" {
    need krew kubectl
    export KREW_ROOT=$HOME/krew
    # Nowhere else is a program of ours.
    PATH=$KREW_ROOT/bin:$tools:/usr/local/bin:/usr/bin:/bin
    git init -q "$KREW_ROOT/index/default"
    "$tools/krew" install --manifest="$release/external-secrets.yaml" --archive="$release/$name-krew-linux-$here.tar.gz" </dev/null
    [ "$(kubectl external-secrets version | head -1)" = "external-secrets $version" ]
    gives_the_same kubectl external-secrets
    [ "$("$tools/krew" list)" = detached/external-secrets ]
    [ -s "$KREW_ROOT/store/external-secrets/v$version/LICENSE" ]
    "$tools/krew" uninstall external-secrets
    run ! kubectl external-secrets version
    # An archive that is not the manifest's.
    cp "$release/$name-krew-linux-$here.tar.gz" damaged.tar.gz && echo x >>damaged.tar.gz
    run --separate-stderr "$tools/krew" install --manifest="$release/external-secrets.yaml" --archive=damaged.tar.gz </dev/null
    [ "$status" -ne 0 ]
    says 'checksum does not match'
}

# The plugin of Helm 4 renders as Helm 3 does with the program's path.
helms_agree() {
    tar -xzf "$release/$name-linux-$here.tar.gz"
    HELM_DATA_HOME=$HOME/helm3 render_chart helm3 tenant generation-1 --post-renderer "$PWD/$name/bin/external-secrets" | objects >helm3.objects
    render_chart helm4 tenant generation-1 --post-renderer external-secrets | objects >helm4.objects
    grep -q '"kind":"SecretStore"' helm3.objects
    same helm3.objects helm4.objects
}

@test "release: Helm 4 installs the signed plugin, and Helm 3 takes the program" {
    need helm3 helm4 kubectl node
    helm4 plugin install "$release/$name.tgz" --keyring "$BATS_FILE_TMPDIR/gpg/public.gpg" | grep 'Signed by: Release <release@example.com>'
    helm4 plugin list | tr -s '\t ' ' ' | grep "^external-secrets $version postrenderer/v1 v1 signed"
    helms_agree
}

@test "release: Helm 4 refuses a plugin that was changed, or without a signature, unless that is said" {
    need helm4 helm3 kubectl node
    cp "$release/$name.tgz" .
    run --separate-stderr helm4 plugin install "$name.tgz"
    [ "$status" -ne 0 ]
    says 'no provenance file (.prov) found'
    cp "$release/$name.tgz.prov" . && echo x >>"$name.tgz"
    run --separate-stderr helm4 plugin install "$name.tgz" --keyring "$BATS_FILE_TMPDIR/gpg/public.gpg"
    [ "$status" -ne 0 ]
    says 'sum does not match'
    helm4 plugin install --verify=false "$release/$name.tgz"
    helms_agree
}

@test "release: Helm 4 takes the plugin's folder, and the one in the archive" {
    need helm3 helm4 kubectl node
    tar -xzf "$release/$name.tgz"
    helm4 plugin install external-secrets
    helms_agree
    helm4 plugin uninstall external-secrets
    helm4 plugin install "$name/share/external-secrets/helm"
    helms_agree
}

@test "release: lintian finds nothing in Debian's packages" {
    has lintian
    # Of lower tags only what shows that an override has nothing to override.
    lintian --allow-root --fail-on error,warning --display-info "$release"/*.deb >got || { cat got && return 1; }
    run ! grep -E '^[EW]:|override' got
}

@test "release: the bill of materials is valid, and holds what the programs hold" {
    need spdx node
    "$tools/spdx" --infile "$release/$name.spdx.json" >got 2>&1 || { cat got && return 1; }
    [ ! -s got ]
    sed 's/"DESCRIBES"/"DESCRIBED"/' "$release/$name.spdx.json" >damaged.spdx.json
    run ! "$tools/spdx" --infile damaged.spdx.json
    node -e '
        const bill = JSON.parse(require("fs").readFileSync(process.argv[1]));
        for (const { packageFileName, checksums } of bill.packages)
            if (packageFileName) console.log(checksums[0].checksumValue + "  " + packageFileName);' "$release/$name.spdx.json" | sort -k 2 >got
    grep -E '\.(gz|deb|tgz|tar)$' "$release/SHA256SUMS" | sort -k 2 >wanted
    same wanted got
    # Every library of every archive, linked into it.
    node -e '
        const bill = JSON.parse(require("fs").readFileSync(process.argv[1]));
        const by = new Map(bill.packages.map((each) => [each.SPDXID, each]));
        for (const { spdxElementId, relationshipType, relatedSpdxElement } of bill.relationships) {
            const [archive, library] = [by.get(spdxElementId), by.get(relatedSpdxElement)];
            if (relationshipType === "STATIC_LINK" && /[0-9]-linux-/.test(archive.packageFileName))
                console.log([archive.packageFileName.match(/-linux-(.*).tar.gz/)[1], library.name, library.versionInfo, library.licenseDeclared,
                    library.checksums[0].checksumValue].join("\t"));
        }' "$release/$name.spdx.json" | sort >got
    (cd "$static" && for variant in a*64*; do tail -n +2 "$variant/libraries.tsv" | cut -f 1-4 | sed "s/^/$variant\t/"; done) | sort >wanted
    same wanted got
}

@test "release: the formula is Ruby, and puts everything where Homebrew looks" {
    has ruby
    ruby -c "$release/external-secrets.rb"
    mkdir cellar && tar -xzf "$release/$name-linux-$here.tar.gz"
    (cd "$name" && ruby "$root/tests/e2e/formula.rb" "$release/external-secrets.rb" ../cellar) | sort >got
    grep -E "$name-linux-(amd64|arm64).tar.gz" "$release/SHA256SUMS" | sort >wanted
    same wanted got
    (cd cellar && find . ! -type d | sort) >got
    (cd "$name" && find . ! -type d | sort) >wanted
    same wanted got
    gives_the_same cellar/bin/external-secrets
}

@test "release: the Dockerfile holds what hadolint asks for, and copies what is there" {
    need hadolint
    "$tools/hadolint" "$release/Dockerfile"
    grep -qx "ADD $name-linux-\${TARGETARCH}.tar.gz /" "$release/Dockerfile"
    grep -qx "COPY --from=unpacked /$name/ /usr/local/" "$release/Dockerfile"
    grep -qx 'USER 999' "$release/Dockerfile"
    run ! grep -E '^(RUN|ADD|COPY).*(https?:|curl|apt)' "$release/Dockerfile"
}

# built ARGUMENT...: an image out of the Dockerfile and its context, unpacked into the folder image.
built() {
    "${buildah[@]}" build --quiet --format oci --tag built "$@" "$release"
    "${buildah[@]}" push --quiet built "dir:$PWD/pushed"
    rm -rf image && mkdir image
    node -e '
        const { config, layers } = JSON.parse(require("fs").readFileSync("pushed/manifest.json"));
        console.log([config, ...layers].map(({ digest }) => digest.slice(7)).join("\n"));' >blobs
    config=pushed/$(head -1 blobs)
    for layer in $(tail -n +2 blobs); do tar -xzf "pushed/$layer" -C image; done
}

@test "release: the Dockerfile builds without a network, on nothing and on an image" {
    local buildah=(buildah --root "$PWD/store" --runroot "$PWD/run" --storage-driver vfs) base config layer
    has buildah
    [ "$(id -u)" -eq 0 ] || skip 'only root can build images without a range of users of its own'
    export HOME=$PWD
    built
    grep -q '"User":"999"' "$config"
    [ "$(inside "$PWD/image" /usr/local/bin/kubectl-external_secrets version | head -1)" = "external-secrets $version" ]
    [ "$(find image -type f -perm /111 | wc -l)" -eq 1 ]
    base=$("${buildah[@]}" from scratch)
    "${buildah[@]}" copy --quiet "$base" "$root/plugin.yaml" /there
    "${buildah[@]}" commit --quiet "$base" base
    built --build-arg BASE=localhost/base
    [ -s image/there ] && [ -L image/usr/local/bin/external-secrets ]
    built --build-arg TARGETARCH=arm64
    "$root/scripts/release/elf.pl" image/usr/local/bin/kubectl-external_secrets | grep -x 'arm64 static'
}

@test "release: the image is one for both processors, and runs as user 999" {
    local arch layer user=()
    has skopeo
    for arch in amd64 arm64; do
        skopeo copy --quiet --override-os linux --override-arch $arch "oci-archive:$release/$name-oci.tar:$version" "dir:$PWD/$arch"
        node -e '
            const { readFileSync } = require("fs"), manifest = JSON.parse(readFileSync(process.argv[1] + "/manifest.json"));
            const { architecture, config } = JSON.parse(readFileSync(process.argv[1] + "/" + manifest.config.digest.slice(7)));
            console.log(architecture, config.User, config.Entrypoint[0], manifest.layers.length, manifest.layers[0].digest.slice(7));' $arch >got
        read -r -a words <got
        [ "${words[*]:0:4}" = "$arch 999 /usr/local/bin/external-secrets 1" ]
        [ $arch != "$here" ] || layer=$arch/${words[4]}
    done
    mkdir image && tar -xzf "$layer" -C image
    [ "$(id -u)" -ne 0 ] || user=(--userspec=999:999)
    [ "$(inside "${user[@]}" "$PWD/image" /usr/local/bin/external-secrets version | head -1)" = "external-secrets $version" ]
}

@test "release: a program of another version is refused" {
    cp -r "$BATS_FILE_TMPDIR/tree" later && cd later
    git tag -d "v$version" >/dev/null
    echo 9.9.9 >VERSION && sed -i '1s/.*/9.9.9 2026-12-24/' NEWS && sed -i 's/^version: .*/version: 9.9.9/' plugin.yaml
    run make_release "$PWD" DIRTY=yes
    [ "$status" -ne 0 ]
    [[ "$output" == *'release: error: '*' is of another version than 9.9.9'* ]]
    # What was made before is still there.
    same "$release/SHA256SUMS" build/release/SHA256SUMS
}

@test "release: the commands of docs/install.md do what it says" {
    need helm3 helm4 kubectl krew
    export PROGRAM
    "$root/tests/docs/commands.pl" --tools "$tools" --release "$release" "$root/docs/install.md"
}

@test "release: where there is no room, what was made before stays" {
    cp -r "$BATS_FILE_TMPDIR/tree" full && cd full
    run env -i PREBUILT=yes PATH="$PATH" HOME="$HOME" VARIANTS='amd64 arm64' bash -c 'ulimit -f 400; exec scripts/release.sh'
    [ "$status" -ne 0 ]
    same "$release/SHA256SUMS" build/release/SHA256SUMS
    (cd build/release && sha256sum --check --strict --quiet SHA256SUMS)
    [ "$(echo build/*)" = 'build/release build/static' ]
}
