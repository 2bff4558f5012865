# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Servers to fetch certificates from (https_server.py), with an authority of their own.

servers_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# certified KIND DAYS NAME: a certificate for a server, KIND.pem with KIND.key.
certified() {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -subj /CN=server 2>/dev/null |
        openssl x509 -req -CA authority.pem -CAkey authority.key -days "$2" -extfile <(echo "subjectAltName=$3") -out "$1.pem" 2>/dev/null
}

# start_servers FOLDER CERTIFICATE: the ports are in FOLDER/ports, the process in $servers.
start_servers() {
    cp "$2" "$1/cert.pem"
    (
        cd "$1" || exit
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout authority.key -out authority.pem \
            -subj /CN=authority -days 2 2>/dev/null
        certified good 2 DNS:localhost,IP:127.0.0.1
        certified expired -1 DNS:localhost
        certified other 2 DNS:other.example
    )
    : >"$1/ports"
    "$servers_folder/https_server.py" "$1" 240 >"$1/ports" 3>&- &
    servers=$!
    local tries=0
    until grep -q = "$1/ports" || [ $((tries++)) -eq 100 ]; do sleep 0.1; done
}

# use_servers FOLDER: their ports as variables, their authority as the only one, and no proxy of the user's.
use_servers() {
    local name
    for name in ${!HTTP*} ${!http*} ${!NO_PROXY*} ${!no_proxy*} ${!ALL_PROXY*} ${!all_proxy*} CURL_CA_BUNDLE SSL_CERT_DIR; do
        case $name in *[Pp][Rr][Oo][Xx][Yy] | CURL_CA_BUNDLE | SSL_CERT_DIR) unset "$name" ;; esac
    done
    export SSL_CERT_FILE=$1/authority.pem
    # shellcheck disable=SC2046 # words on purpose
    eval $(cat "$1/ports")
}
