"""Two processes, each on a library of its own, over a socket.
usage: peers.py CERTS serve, which prints its port; peers.py CERTS talk PORT

Each case is one connection: the server takes the cases in order, and both
print what they saw."""
import hashlib
import socket
import ssl
import sys

from common import (PATIENCE, attempt, certs, client_context, path, say,
                    server_context, told)

VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
SUITES = ('ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384',
          'ECDHE-RSA-CHACHA20-POLY1305', 'ECDHE-RSA-AES256-SHA384',
          'ECDHE-RSA-AES128-SHA', 'DHE-RSA-AES128-GCM-SHA256', 'AES256-SHA256',
          'AES128-GCM-SHA256')
LARGE = b'0123456789abcdef' * 40000


def cases():
    """(name, server's certificate, client's settings, server's settings,
    client's certificate): the same list in both processes."""
    for version in VERSIONS:
        both = {'version': version}
        for name in ('rsa', 'pss', 'psskey', 'p256', 'p384', 'p521',
                     'ed25519', 'ed448', 'foreign', 'expired', 'notyet',
                     'wronghost', 'self'):
            yield version.name + ' ' + name, name, both, both, None
        for name in (None, 'client', 'client-ec', 'badclient'):
            for mode in (ssl.CERT_OPTIONAL, ssl.CERT_REQUIRED):
                yield ('%s client certificate %s %s' % (
                    version.name, name, mode.name), 'rsa', both,
                    {'version': version, 'verify_mode': mode}, name)
    for suite in SUITES:
        yield suite, 'rsa', {'version': VERSIONS[0]}, {'suite': suite}, None
    for curve in ('prime256v1', 'secp384r1', 'secp521r1'):
        for version in VERSIONS:
            yield (version.name + ' ' + curve, 'p256', {'version': version},
                   {'curve': curve}, None)
    yield 'versions apart', 'rsa', {'version': VERSIONS[0]}, {
        'version': VERSIONS[1]}, None
    yield 'versions apart, the other way', 'rsa', {'version': VERSIONS[1]}, {
        'version': VERSIONS[0]}, None


def context(make, settings, *name):
    settings = dict(settings)
    suite, curve = settings.pop('suite', None), settings.pop('curve', None)
    out = make(*name, **settings)
    if suite:
        out.set_ciphers(suite)
    if curve:
        out.set_ecdh_curve(curve)
    return out


def state(tls):
    """What both ends must agree upon."""
    unique = tls.get_channel_binding('tls-unique')
    return (tls.version(), tls.cipher(), tls.session_reused,
            tls.selected_alpn_protocol(), len(unique or b''))


def serve():
    listener = socket.create_server(('127.0.0.1', 0))
    listener.settimeout(6 * PATIENCE)
    say('port', listener.getsockname()[1])
    for name, certificate, _, settings, _ in cases():
        wanted = context(server_context, settings, certificate)
        wanted.load_verify_locations(path('root.pem'))
        wanted.set_alpn_protocols(['second', 'first'])
        for turn in ('new', 'again'):
            plain, _ = listener.accept()
            plain.settimeout(PATIENCE)
            answer(name + ' ' + turn, plain, wanted)
    listener.close()


def answer(name, plain, wanted):
    with plain:
        try:
            tls = wanted.wrap_socket(plain, server_side=True)
        except OSError as error:  # SSLError is one
            say(name, kind(error))
            return
        with tls:
            say(name, state(tls), tls.getpeercert())
            try:
                data = b''
                while len(data) < len(LARGE):
                    piece = tls.recv(65536)
                    if not piece:
                        say(name, 'ended early')
                        return
                    data += piece
                tls.sendall(hashlib.sha256(data).digest())
                tls.sendall(LARGE)
                tls.unwrap().close()
                say(name, 'unwrapped')
            except OSError as error:
                say(name, kind(error))


def kind(error):
    """A connection that goes while something is still on its way ends in one
    of several ways, by timing alone."""
    if isinstance(error, (ConnectionError, ssl.SSLEOFError)):
        return 'lost'
    return told(error)


def talk(port):
    for name, certificate, settings, _, own in cases():
        wanted = context(client_context, settings)
        wanted.set_alpn_protocols(['first', 'second'])
        if own:
            wanted.load_cert_chain(path(own + '.pem'), path(own + '.key'))
        session = None
        for turn in ('new', 'again'):
            session = ask(name + ' ' + turn, certificate, port, wanted,
                          session)


def ask(name, certificate, port, wanted, session):
    plain = socket.create_connection(('127.0.0.1', port), PATIENCE)
    with plain:
        try:
            tls = wanted.wrap_socket(plain, server_hostname=certificate +
                                     '.test', session=session)
        except OSError as error:
            say(name, kind(error))
            return None
        with tls:
            say(name, state(tls), tls.getpeercert(),
                hashlib.sha256(tls.getpeercert(True)).hexdigest())
            try:
                tls.sendall(LARGE)
            except OSError:  # refused by now: the reason is read below
                pass
            try:
                digest = read(tls, 32)
                say(name, digest == hashlib.sha256(LARGE).digest(),
                    read(tls, len(LARGE)) == LARGE)
                session = tls.session
                say(name, session.has_ticket, session.timeout,
                    session.ticket_lifetime_hint)
                tls.unwrap().close()
                return session
            except OSError as error:
                say(name, 'refused' if 'ALERT' in told(error) or
                    kind(error) == 'lost' else told(error))
    return None


def read(tls, length):
    out = b''
    while len(out) < length:
        piece = tls.recv(min(65536, length - len(out)))
        if not piece:
            raise ConnectionError
        out += piece
    return out


if sys.argv[2] == 'serve':
    serve()
else:
    talk(int(sys.argv[3]))
