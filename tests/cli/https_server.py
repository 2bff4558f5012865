#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Servers on the loopback interface, of all kinds that a certificate may be fetched from:
#   https_server.py FOLDER SECONDS
# FOLDER holds cert.pem, which is served, and KIND.pem with KIND.key for each of the kinds of TLS below. One line of "NAME=PORT"s goes to
# stdout, what was asked of whom to FOLDER/log. It ends after SECONDS at the latest.
import http.server
import os
import socket
import ssl
import sys
import threading
import time

FOLDER, SECONDS = sys.argv[1], float(sys.argv[2])
KINDS = ["good", "expired", "other"]
ports = {}
logged = threading.Lock()


def log(*words):
    with logged, open(os.path.join(FOLDER, "log"), "a", encoding="utf-8") as out:
        print(*words, file=out)


def certificate():
    with open(os.path.join(FOLDER, "cert.pem"), "rb") as file:
        return file.read()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def endless(self, piece, pause):
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                self.wfile.write(piece)
                time.sleep(pause)
        except OSError:
            pass

    def do_GET(self):
        log(self.server.kind, self.path, self.headers["User-Agent"], "with" if self.headers["Authorization"] else "without", "password")
        path, _, query = self.path.partition("?")
        word, _, rest = path[1:].partition("/")
        if word == "cert.pem":
            self.answer(200, certificate())
        elif word == "status":
            self.answer(int(rest), b"<html>no</html>")
        elif word == "page":
            self.answer(200, b"\n<!DOCTYPE html><title>Log in</title>")
        elif word == "text":
            self.answer(200, b"-----BEGIN PUBLIC KEY-----\n")
        elif word == "empty":
            self.answer(200)
        elif word == "bytes":
            self.answer(200, certificate().ljust(int(rest), b"#"))
        elif word == "times":
            times = int(rest)
            self.answer(302, Location=f"/times/{times - 1}" if times > 1 else "/cert.pem")
        elif word == "to":
            self.answer(302, Location=query)
        elif word == "elsewhere":
            self.answer(302, Location=f"https://127.0.0.1:{ports['good']}/{rest}")
        elif word == "endless":
            self.endless(b"#" * 65536, 0)
        elif word == "slow":
            self.endless(b"#", 0.1)
        elif word == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "4096")
            self.end_headers()
            self.wfile.write(b"-----BEGIN CERTIFICATE-----")
            self.close_connection = True
        elif word == "closed":
            self.close_connection = True
        else:
            self.answer(404)


class Proxy(Handler):
    # CONNECT HOST:PORT: to "refused.example" never, to everything else on the loopback interface.
    def do_CONNECT(self):
        log(self.server.kind, self.path)
        host, _, port = self.path.rpartition(":")
        if host == "refused.example":
            self.answer(403)
            return
        self.send_response(200)
        self.end_headers()
        with socket.create_connection(("127.0.0.1", int(port))) as server:
            back = threading.Thread(target=self.pump, args=(server, self.connection), daemon=True)
            back.start()
            self.pump(self.connection, server)
            back.join(1)
        self.close_connection = True

    @staticmethod
    def pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, kind, handler, tls):
        super().__init__(("127.0.0.1", 0), handler)
        self.kind = kind
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(os.path.join(FOLDER, kind + ".pem"), os.path.join(FOLDER, kind + ".key"))
            # Hands are shaken in the thread of the connection, when it first reads.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        ports[kind] = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass


servers = [Server(kind, Handler, True) for kind in KINDS] + [Server("plain", Handler, False), Server("proxy", Proxy, False)]
# It takes connections and says nothing.
silent = socket.create_server(("127.0.0.1", 0))
ports["silent"] = silent.getsockname()[1]
# Nobody listens here.
with socket.create_server(("127.0.0.1", 0)) as nobody:
    ports["nobody"] = nobody.getsockname()[1]
print(" ".join(f"{name}={port}" for name, port in ports.items()), flush=True)
time.sleep(SECONDS)
