#!/usr/bin/env python3
"""A peer that breaks off or talks nonsense, on loopback, for the application
tests. Its own TLS is the system's.

bad-peer.py attack PORT [postgresql]
    does to a server each thing of the table below, a few at a time, and
    prints what came back of each, as types of record:  NAME ANSWER
bad-peer.py serve CERTIFICATE KEY [postgresql]
    listens once for each, prints  NAME PORT  lines and then `ready`, and does
    the same to whoever connects, until it is killed

    garbage     512 bytes that are no TLS
    plain       a request, or an answer, of HTTP without TLS
    half        half of a ClientHello; or half of a server's first flight
    hello       a whole ClientHello, or first flight, and nothing after it
    alert       a fatal alert, handshake_failure
    empty       nothing at all
    cut-N       the first N bytes of the same, N from 1 to 40
Each then says that it won't write more, and reads to the end.
With `postgresql` the two first agree on TLS as PostgreSQL does: the client
sends SSLRequest, the server answers S.
"""
import hashlib
import socket
import ssl
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

PATIENCE = 8
SSL_REQUEST = bytes.fromhex('0000000804d2162f')
NAMES = ['garbage', 'plain', 'half', 'hello', 'alert', 'empty'] + \
        ['cut-%d' % n for n in range(1, 41)]


def garbage():
    out = b''
    while len(out) < 512:
        out += hashlib.sha256(b'no TLS %d' % len(out)).digest()
    return out[:512]


def piece(name, whole, plain):
    if name == 'garbage':
        return garbage()
    if name == 'plain':
        return plain
    if name == 'half':
        return whole[:len(whole) // 2]
    if name == 'hello':
        return whole
    if name == 'alert':
        return bytes.fromhex('15030300020228')
    if name == 'empty':
        return b''
    return whole[:int(name[4:])]


def read_to_end(sock):
    """All that comes, and how it ended."""
    got = b''
    sock.settimeout(PATIENCE)
    while True:
        try:
            more = sock.recv(65536)
        except ConnectionError:
            return got, 'end'
        except OSError:
            return got, 'silence'
        if not more:
            return got, 'end'
        got += more


def records(data):
    """Types of TLS records, alerts in full; anything else in hexadecimal."""
    out = []
    while data:
        length = int.from_bytes(data[3:5], 'big')
        if len(data) < 5 or data[0] not in range(20, 25) or data[1] != 3 or \
                len(data) < 5 + length:
            out.append('other:' + data[:16].hex())
            break
        body, kind = data[5:5 + length], data[0]
        out.append({20: 'ccs', 21: 'alert', 22: 'handshake',
                    23: 'protected', 24: 'heartbeat'}[kind])
        if kind == 21 and length == 2:
            out[-1] += ':%d:%d' % (body[0], body[1])
        if kind == 22:
            out[-1] += ':%d' % body[0]
        data = data[5 + length:]
    return ' '.join(out)


def client_hello():
    """The version is TLS 1.2's: the server's answer is then readable."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname='rsa.test')
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def attack(port, name, hello, ask):
    try:
        with socket.create_connection(('127.0.0.1', port), PATIENCE) as sock:
            sock.settimeout(PATIENCE)
            if ask:
                sock.sendall(SSL_REQUEST)
                if sock.recv(1) != b'S':
                    return 'no TLS'
            try:
                sock.sendall(piece(name, hello, b'GET / HTTP/1.0\r\n\r\n'))
                sock.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            got, how = read_to_end(sock)
            return ('%s %s' % (records(got), how)).strip()
    except OSError as error:
        return 'no connection: %s' % error.strerror


def attack_all(port, ask):
    hello = client_hello()
    # Few enough for a short queue of connections not yet accepted.
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda name: attack(port, name, hello, ask),
                           NAMES)
        for name, came in zip(NAMES, answers):
            print(name, came)
    return 0


def first_flight(context, sock):
    """What a server says to the client at the other end of this socket."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_side=True)
    while True:
        data = sock.recv(65536)
        if not data:
            return b''
        incoming.write(data)
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            return b''
        flight = outgoing.read()
        if flight:
            return flight


def answer(context, name, sock, ask):
    with sock:
        sock.settimeout(PATIENCE)
        try:
            if ask:
                sock.recv(len(SSL_REQUEST), socket.MSG_WAITALL)
                sock.sendall(b'S')
            flight = first_flight(context, sock)
            sock.sendall(piece(name, flight, b'HTTP/1.0 400 Bad Request\r\n'
                               b'Content-Length: 0\r\n\r\n'))
            sock.shutdown(socket.SHUT_WR)
            read_to_end(sock)
        except OSError:
            pass


def listen(context, name, listener, ask):
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=answer, args=(context, name, sock, ask),
                         daemon=True).start()


def serve(certificate, key, ask):
    # Of one size at each connection, that a cut falls in the same place.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    for name in NAMES:
        listener = socket.create_server(('127.0.0.1', 0), backlog=16)
        print(name, listener.getsockname()[1])
        threading.Thread(target=listen, args=(context, name, listener, ask),
                         daemon=True).start()
    print('ready', flush=True)
    threading.Event().wait()


def main():
    arguments = sys.argv[1:]
    ask = arguments[-1:] == ['postgresql']
    if ask:
        arguments.pop()
    if len(arguments) == 2 and arguments[0] == 'attack':
        return attack_all(int(arguments[1]), ask)
    if len(arguments) == 3 and arguments[0] == 'serve':
        return serve(arguments[1], arguments[2], ask)
    sys.stderr.write(__doc__)
    return 2


if __name__ == '__main__':
    sys.exit(main())
