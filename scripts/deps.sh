#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Installs what is missing for a group of jobs, with the system's package manager:
#   scripts/deps.sh [--command] [build|test|lint|valgrind|coverage|e2e|static|release|bench|fuzz]...
# The environment's CRYPTO says which crypto library `build' needs, mbedtls or openssl; `lint' needs both.
# Says what it installs; does nothing and says nothing when all is there. --command prints the command instead of running it.
set -eu

# group, what shows that it is there, and the package's name for each manager (- : has none).
table() {
    cat <<'END'
# group  check                      apt                  dnf                  apk                brew
build    command:cc                 gcc,libc6-dev        gcc,glibc-devel      gcc,musl-dev       gcc
build    command:make               make                 make                 make               make
build    command:pkg-config         pkg-config           pkgconf-pkg-config   pkgconf            pkgconf
build    header:yaml.h              libyaml-dev          libyaml-devel        yaml-dev           libyaml
build    header:sodium.h            libsodium-dev        libsodium-devel      libsodium-dev      libsodium
build    header:cjson/cJSON.h       libcjson-dev         cjson-devel          cjson-dev          cjson
build    header:curl/curl.h         libcurl4-openssl-dev libcurl-devel        curl-dev           curl
build    linux-header:seccomp.h     libseccomp-dev       libseccomp-devel     libseccomp-dev     libseccomp
mbedtls  header:mbedtls/rsa.h       libmbedtls-dev       mbedtls-devel        mbedtls-dev        mbedtls@3
openssl  header:openssl/evp.h       libssl-dev           openssl-devel        openssl-dev        openssl@3
test     header:cmocka.h            libcmocka-dev        libcmocka-devel      cmocka-dev         cmocka
test     command:bash               bash                 bash                 bash               bash
test     command:bats               bats                 bats                 bats               bats-core
test     bats:bats-support          bats-support         bats-support         -                  -
test     bats:bats-assert           bats-assert          bats-assert          -                  -
test     command:prove              perl                 perl-Test-Harness    perl-utils         perl
test     command:ps                 procps               procps-ng            procps             -
test     command:mandoc             mandoc               mandoc               mandoc             mandoc
test     command:script             bsdutils             util-linux           util-linux-misc    util-linux
test     command:xmllint            libxml2-utils        libxml2              libxml2-utils      libxml2
test     python:yaml                python3-yaml         python3-pyyaml       py3-yaml           -
test     python:ruamel.yaml         python3-ruamel.yaml  python3-ruamel-yaml  py3-ruamel.yaml    -
test     command:openssl            openssl              openssl              openssl            openssl
test     command:python3            python3              python3              python3            python3
test     command:setsid             util-linux           util-linux           util-linux-misc    util-linux
test     command:git                git                  git                  git                git
lint     command:gcc                gcc                  gcc                  gcc                gcc
lint     command:clang              clang                clang                clang              llvm
lint     command:clang-tidy         clang-tidy           clang-tools-extra    clang-extra-tools  llvm
lint     command:clang-format       clang-format         clang-tools-extra    clang-extra-tools  clang-format
lint     command:cppcheck           cppcheck             cppcheck             cppcheck           cppcheck
lint     command:pmccabe            pmccabe              pmccabe              -                  pmccabe
lint     command:shellcheck         shellcheck           ShellCheck           shellcheck         shellcheck
lint     command:codespell          codespell            codespell            codespell          codespell
lint     command:python3            python3              python3              python3            python3
lint     command:readelf            binutils             binutils             binutils           binutils
lint     command:yamllint           yamllint             yamllint             yamllint           yamllint
valgrind command:valgrind           valgrind             valgrind             valgrind           valgrind
coverage command:gcovr              gcovr                gcovr                gcovr              gcovr
e2e      command:node               nodejs               nodejs               nodejs             node
e2e      command:npm                npm                  nodejs-npm           npm                node
e2e      command:unzip              unzip                unzip                unzip              unzip
e2e      command:zsh                zsh                  zsh                  zsh                zsh
e2e      command:fish               fish                 fish                 fish               fish
e2e      command:unshare            util-linux           util-linux           util-linux-misc    util-linux
e2e      command:go                 python3-pip          golang               go                 go
e2e      command:pip3               python3-pip          python3-pip          py3-pip            python3
e2e      apt-command:lintian        lintian              -                    -                  -
e2e      command:qemu-aarch64       qemu-user            qemu-user            qemu-aarch64       qemu
e2e      command:ruby               ruby                 ruby                 ruby               ruby
e2e      command:skopeo             skopeo               skopeo               skopeo             skopeo
e2e      command:buildah            buildah              buildah              buildah            -
e2e      command:gpg                gpg,gpg-agent        gnupg2               gnupg              gnupg
static   command:cc                 gcc,libc6-dev        gcc,glibc-devel      gcc,musl-dev       gcc
static   command:make               make                 make                 make               make
static   linux-header:seccomp.h     libseccomp-dev       libseccomp-devel     libseccomp-dev     libseccomp
static   command:pip3               python3-pip          python3-pip          py3-pip            python3
static   command:patch              patch                patch                patch              -
static   command:perl               perl                 perl                 perl               perl
static   command:bzip2              bzip2                bzip2                bzip2              bzip2
release  command:perl               perl                 perl                 perl               perl
release  command:dpkg-deb           dpkg                 dpkg                 dpkg               dpkg
release  command:gzip               gzip                 gzip                 gzip               gzip
release  command:xz                 xz-utils             xz                   xz                 xz
bench    command:openssl            openssl              openssl              openssl            openssl
fuzz     command:clang              clang                clang                clang              llvm
fuzz     fuzzer:clang               libclang-rt-14-dev   compiler-rt          compiler-rt        llvm
END
}

groups=
only_show=no
for word in "$@"; do
    case $word in
    --command) only_show=yes ;;
    build | test | lint | valgrind | coverage | e2e | static | release | bench | fuzz) groups="$groups $word" ;;
    *)
        echo "usage: scripts/deps.sh [--command] [build|test|lint|valgrind|coverage|e2e|static|release|bench|fuzz]..." >&2
        exit 2
        ;;
    esac
done
: "${groups:=build test lint valgrind coverage e2e static release bench fuzz}"
case $groups in *build*) groups="$groups ${CRYPTO:-mbedtls}" ;; esac
case $groups in *lint*) groups="$groups mbedtls openssl" ;; esac

manager=
for candidate in apt-get dnf apk brew; do
    if command -v $candidate >/dev/null 2>&1; then
        manager=$candidate
        break
    fi
done

# Where tests/cli/common.bash lets bats look as well.
bats_library_is_there() {
    for folder in $(echo "${BATS_LIB_PATH:-/usr/lib/bats:/usr/share/bats}" | tr : ' '); do
        [ -f "$folder/$1/load.bash" ] && return 0
    done
    return 1
}

# A Python of the user's own, in front of the system's, need not have the system's modules.
python_module_is_there() {
    for python in python3 /usr/bin/python3; do
        "$python" -c "import $1" 2>/dev/null && return 0
    done
    return 1
}

is_there() {
    case $1 in
    # The wheel of Go that scripts/tools.sh can bring is good enough; it needs pip.
    command:go) command -v go >/dev/null 2>&1 || command -v pip3 >/dev/null 2>&1 ;;
    command:*) command -v "${1#command:}" >/dev/null 2>&1 ;;
    bats:*) bats_library_is_there "${1#bats:}" ;;
    python:*) python_module_is_there "${1#python:}" ;;
    fuzzer:*)
        echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
            "${1#fuzzer:}" -fsanitize=fuzzer -x c -o /dev/null - >/dev/null 2>&1
        ;;
    apt-command:*) [ "$manager" != apt-get ] || is_there "${1#apt-}" ;;
    linux-header:*) [ "$(uname -s)" != Linux ] || is_there "${1#linux-}" ;;
    header:*)
        printf '#include <stdarg.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <setjmp.h>\n#include <%s>\n' "${1#header:}" |
            eval '${CC:-cc} ${CPPFLAGS-} -E -o /dev/null -' >/dev/null 2>&1
        ;;
    esac
}

# Sets $missing (what was looked for), $packages, and $unknown (what this manager has no package of).
look() {
    missing='' packages='' unknown=''
    while read -r group check apt dnf apk brew; do
        case " $groups " in *" $group "*) ;; *) continue ;; esac
        is_there "$check" && continue
        missing="$missing ${check#*:}"
        case $manager in
        apt-get) package=$apt ;;
        dnf) package=$dnf ;;
        apk) package=$apk ;;
        brew) package=$brew ;;
        *) package=- ;;
        esac
        if [ "$package" = - ]; then
            unknown="$unknown ${check#*:}"
            continue
        fi
        for name in $(echo "$package" | tr , ' '); do
            case " $packages " in *" $name "*) ;; *) packages="$packages $name" ;; esac
        done
    done <<END
$(table | grep -v '^#')
END
}

# Sets $become to what makes a command run as root.
become_root() {
    become=
    if [ "$manager" = brew ] || [ "$(id -u)" = 0 ]; then
        return
    fi
    for become in sudo doas; do
        command -v $become >/dev/null 2>&1 && return
    done
    echo "Missing:$missing. Not root, and neither sudo nor doas is here. Run as root: $(install_command)" >&2
    exit 1
}

install_command() {
    case $manager in
    apt-get) echo "apt-get install -y --no-install-recommends$packages" ;;
    dnf) echo "dnf install -y$packages" ;;
    apk) echo "apk add$packages" ;;
    brew) echo "brew install$packages" ;;
    esac
}

look
if [ "$only_show" = yes ]; then
    case $manager in
    '') echo "with this system's package manager:$missing" ;;
    *) install_command ;;
    esac
    exit 0
fi
[ -n "$missing" ] || exit 0
if [ -z "$manager" ]; then
    echo "Missing:$missing. No package manager that this script knows (apt-get, dnf, apk, brew) is here: please install them." >&2
    exit 1
fi

if [ -n "$packages" ]; then
    become_root
    echo "Missing:$missing"
    echo "Installing: ${become:+$become }$(install_command)"
    if [ "$manager" = apt-get ]; then
        $become apt-get update -q >/dev/null
        $become env DEBIAN_FRONTEND=noninteractive sh -c "$(install_command)" </dev/null >/dev/null
    else
        $become sh -c "$(install_command)" </dev/null
    fi
fi

look
if [ -n "$missing" ]; then
    echo "Still missing:$missing." >&2
    [ -z "$unknown" ] || echo "$manager has no package of:$unknown." >&2
    exit 1
fi
