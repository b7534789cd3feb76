"""The ssl module without a network. usage: contexts.py CERTS"""
import hashlib
import os
import re
import ssl
import tempfile

from common import (Pair, attempt, certs, client_context, path, say,
                    server_context, told)

VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
CLOSED = (ssl.SSLZeroReturnError, ssl.SSLEOFError)


def settings():
    say('version', ssl.OPENSSL_VERSION_INFO[:2], ssl.OPENSSL_VERSION_NUMBER
        >> 28, ssl.HAS_TLSv1_3, ssl.HAS_ALPN, ssl.HAS_SNI, ssl.HAS_ECDH,
        ssl.HAS_NPN, ssl.CHANNEL_BINDING_TYPES)
    for protocol in ('PROTOCOL_TLS_CLIENT', 'PROTOCOL_TLS_SERVER'):
        context = ssl.SSLContext(getattr(ssl, protocol))
        say(protocol, context.verify_mode, context.check_hostname,
            context.options, context.minimum_version, context.maximum_version,
            context.verify_flags, context.security_level, context.num_tickets,
            context.session_stats(), context.post_handshake_auth,
            context.sni_callback, context.keylog_filename)
    context = ssl.create_default_context()
    say('default', context.verify_mode, context.check_hostname,
        context.cert_store_stats()['x509_ca'] >= 0)
    context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_RENEGOTIATION
    say('options', context.options)
    context.options &= ~ssl.OP_NO_TICKET
    say('options taken back', context.options)
    for version in ssl.TLSVersion:
        for end in ('minimum_version', 'maximum_version'):
            try:
                setattr(context, end, version)
                say(end, version, getattr(context, end))
            except ValueError as error:
                say(end, version, told(error))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    for tickets in (0, 5, -1):
        attempt('tickets %d' % tickets, setattr, context, 'num_tickets',
                tickets)
        say('tickets', context.num_tickets)
    flags = ssl.VERIFY_CRL_CHECK_LEAF | ssl.VERIFY_X509_STRICT
    context.verify_flags |= flags
    say('verify flags', context.verify_flags)
    context.verify_flags &= ~flags
    say('verify flags taken back', context.verify_flags)
    for name in ('prime256v1', 'X25519', 'secp384r1', 'no-such-curve'):
        attempt('curve ' + name, context.set_ecdh_curve, name)
    for names in ([], ['h2', 'http/1.1'], ['x' * 256], ['']):
        attempt('ALPN of %d' % len(names), context.set_alpn_protocols, names)
    paths = ssl.get_default_verify_paths()
    say('default paths', paths.openssl_cafile_env, paths.openssl_capath_env)
    attempt('random', lambda: len(ssl.RAND_bytes(33)))
    attempt('random seed', ssl.RAND_add, b'seed', 1.0)
    attempt('random status', ssl.RAND_status)


def ciphers():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for text in ('ECDHE+AESGCM', 'ECDHE-RSA-AES128-GCM-SHA256', 'HIGH:!aNULL',
                 'AES128-SHA', 'no-such-cipher', '', '@SECLEVEL=3:HIGH',
                 'kRSA+AES', 'CHACHA20:AES256:!RSA', 'PSK'):
        attempt('set_ciphers ' + text, context.set_ciphers, text)
        if text != 'HIGH:!aNULL':
            for cipher in context.get_ciphers()[:12]:
                say('  ', sorted(cipher.items()))


def authorities():
    root = open(path('root.pem')).read()
    der = ssl.PEM_cert_to_DER_cert(root)
    say('PEM and back', ssl.DER_cert_to_PEM_cert(der).split() == root.split())
    for name, arguments in (
            ('PEM', {'cadata': root}), ('DER', {'cadata': der}),
            ('two PEM', {'cadata': root + open(path('inter.crt')).read()}),
            ('two DER', {'cadata': der + der}), ('empty', {'cadata': ''}),
            ('no bytes', {'cadata': b''}), ('nothing', {}),
            ('not PEM', {'cadata': 'broken'}),
            ('not DER', {'cadata': b'broken'}),
            ('more than DER', {'cadata': der + b'A'}),
            ('short DER', {'cadata': der[:-1]}),
            ('PEM of nothing', {'cadata': root[:27] + '\n' + root[-26:]}),
            ('file', {'cafile': path('root.pem')}),
            ('a key', {'cafile': path('rsa.key')}),
            ('no file', {'cafile': path('nothing')}),
            ('folder', {'capath': path('hashed')}),
            ('file and folder', {'cafile': path('root.pem'),
                                 'capath': path('hashed')}),
            ('CRL', {'cafile': path('inter.crl')})):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        attempt('authorities: ' + name, context.load_verify_locations,
                **arguments)
        say('store', sorted(context.cert_store_stats().items()),
            context.get_ca_certs(),
            [hashlib.sha256(c).hexdigest()
             for c in context.get_ca_certs(True)])


def identities():
    for name, certificate, key, password in (
            ('good', 'rsa.pem', 'rsa.key', None),
            ('key of another', 'rsa.pem', 'p256.key', None),
            ('key of another RSA', 'rsa.pem', 'client.key', None),
            ('encrypted', 'client.pem', 'client.enc.key', 'secret'),
            ('encrypted, bytes', 'client.pem', 'client.enc.key', b'secret'),
            ('encrypted, asked', 'client.pem', 'client.enc.key',
             lambda: 'secret'),
            ('encrypted, wrong', 'client.pem', 'client.enc.key', 'wrong'),
            ('encrypted, too long', 'client.pem', 'client.enc.key',
             'x' * 1025),
            ('encrypted, not a text', 'client.pem', 'client.enc.key',
             lambda: 9),
            ('no certificate', 'nothing', 'rsa.key', None),
            ('no key', 'rsa.pem', 'nothing', None),
            ('key as certificate', 'rsa.key', 'rsa.key', None),
            ('certificate as key', 'rsa.pem', 'rsa.pem', None),
            ('empty', '/dev/null', '/dev/null', None)):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        attempt('identity: ' + name, context.load_cert_chain,
                path(certificate), path(key), password)
    for name in ('p384', 'p521', 'ed25519', 'ed448', 'psskey'):
        attempt('identity: ' + name, context.load_cert_chain,
                path(name + '.pem'), path(name + '.key'))
    attempt('decoded', lambda: sorted(
        ssl._ssl._test_decode_cert(path('rsa.crt')).keys()))


def described(certificate):
    """getpeercert() of a name of a day: the dates differ with the clock."""
    return sorted((k, v) for k, v in certificate.items())


def connections():
    for version in VERSIONS:
        for name in ('rsa', 'pss', 'psskey', 'p256', 'p384', 'p521',
                     'ed25519', 'ed448'):
            pair = Pair(client_context(version=version),
                        server_context(name, version=version), name + '.test')
            say('connect', version.name, name, pair.handshake())
            if not pair.client.version():
                continue
            der = pair.client.getpeercert(True)
            say('  ', pair.client.version(), pair.client.cipher(),
                pair.server.cipher(), described(pair.client.getpeercert()),
                hashlib.sha256(der).hexdigest(), pair.server.getpeercert(),
                pair.client.compression(), pair.client.session_reused,
                pair.client.selected_alpn_protocol(),
                pair.server.shared_ciphers(), pair.client.shared_ciphers())
            binding = (pair.client.get_channel_binding('tls-unique'),
                       pair.server.get_channel_binding('tls-unique'))
            say('   binding', binding[0] == binding[1],
                binding[0] and len(binding[0]))
            attempt('   unknown binding', pair.client.get_channel_binding,
                    'tls-none')
            chain = pair.client._sslobj.get_unverified_chain()
            say('   chain', [c.get_info() for c in chain])
            verified = pair.client._sslobj.get_verified_chain()
            say('   verified', [hashlib.sha256(c.public_bytes(
                ssl._ssl.ENCODING_DER)).hexdigest() for c in verified])
            say('   PEM', [c.public_bytes().splitlines()[0]
                           for c in verified])


def failures():
    for version in VERSIONS:
        for name in ('foreign', 'expired', 'notyet', 'wronghost', 'self',
                     'revoked'):
            context = client_context(version=version)
            if name == 'revoked':
                context.load_verify_locations(path('crls.pem'))
                context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
            say('refused', version.name, name,
                Pair(context, server_context(name, version=version),
                     name + '.test').handshake())
        context = client_context(version=version)
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
        say('no CRL', version.name,
            Pair(context, server_context(), 'rsa.test').handshake())
        for host in ('127.0.0.1', '127.0.0.2', '::1', 'localhost', 'RSA.TEST',
                     'rsa.test.', 'a.rsa.test', '*.test'):
            try:
                say('host', version.name, host,
                    Pair(client_context(version=version),
                         server_context(version=version), host).handshake())
            except Exception as error:  # a name that is none
                say('host', host, told(error))
        unchecked = client_context(version=version, check_hostname=False,
                                   verify_mode=ssl.CERT_NONE)
        pair = Pair(unchecked, server_context('foreign', version=version))
        say('unchecked', pair.handshake(), pair.client.getpeercert(),
            len(pair.client.getpeercert(True)) > 100)
    for host in ('', '.example', 'x' * 300, 'a\0b', None):
        attempt('host %.8r' % (host,), lambda: Pair(
            client_context(), server_context(), host).handshake())
    say('no version in common', Pair(
        client_context(version=VERSIONS[0]),
        server_context(version=VERSIONS[1])).handshake())
    say('no version in common', Pair(
        client_context(version=VERSIONS[1]),
        server_context(version=VERSIONS[0])).handshake())
    client, server = (client_context(version=VERSIONS[0]),
                      server_context(version=VERSIONS[0]))
    client.set_ciphers('ECDHE+AES128')
    server.set_ciphers('ECDHE+AES256')
    say('no cipher in common', Pair(client, server).handshake())
    say('no certificate', Pair(client_context(), ssl.SSLContext(
        ssl.PROTOCOL_TLS_SERVER)).handshake())


def client_certificates():
    for version in VERSIONS:
        for mode in (ssl.CERT_OPTIONAL, ssl.CERT_REQUIRED):
            for name in (None, 'client', 'client-ec', 'badclient'):
                server = server_context(version=version, verify_mode=mode)
                server.load_verify_locations(path('root.pem'))
                client = client_context(version=version)
                if name:
                    client.load_cert_chain(path(name + '.pem'),
                                           path(name + '.key'))
                pair = Pair(client, server)
                say('client certificate', version.name, mode.name, name,
                    pair.handshake(), pair.server.version()
                    and pair.server.getpeercert())
                attempt('   then the server writes', pair.server.write, b'x')
                attempt('   and the client reads', pair.client.read, 9)


def later_authentication():
    for offered, name in ((True, 'client'), (True, None), (True, 'badclient'),
                          (False, 'client')):
        server = server_context(verify_mode=ssl.CERT_REQUIRED,
                                post_handshake_auth=True)
        server.load_verify_locations(path('root.pem'))
        client = client_context(post_handshake_auth=offered)
        if name:
            client.load_cert_chain(path(name + '.pem'), path(name + '.key'))
        pair = Pair(client, server)
        what = 'later, offered %s, %s' % (offered, name)
        say(what, pair.handshake(), pair.server.getpeercert()
            if pair.server.version() else None)
        attempt(what, pair.server.verify_client_post_handshake)
        attempt(what, pair.server.write, b'asked')
        attempt(what, pair.client.read, 9)
        attempt(what, pair.client.write, b'answer')
        attempt(what, pair.server.read, 9)
        attempt(what, lambda: pair.server.getpeercert())
    pair = Pair(client_context(), server_context()).connected()
    attempt('later: by a client', pair.client.verify_client_post_handshake)
    attempt('later: not configured', pair.server.verify_client_post_handshake)
    pair = Pair(client_context(version=VERSIONS[0]),
                server_context(version=VERSIONS[0])).connected()
    attempt('later: in TLS 1.2', pair.server.verify_client_post_handshake)


def names():
    seen = []
    second = server_context('p256')

    def choose(tls, name, context):
        seen.append((name, context is first, tls.server_hostname))
        if name == 'p256.test':
            tls.context = second
        if name == 'rsa.test':
            return None
        if name == 'refused.test':
            return ssl.ALERT_DESCRIPTION_ACCESS_DENIED
        if name == 'broken.test':
            raise ZeroDivisionError
        if name == 'odd.test':
            return 'not a number'
        return None

    import sys
    raised = []
    sys.unraisablehook = lambda report: raised.append(report.exc_type.__name__)
    first = server_context('rsa')
    first.sni_callback = choose
    for version in VERSIONS:
        for host in ('rsa.test', 'p256.test', 'refused.test', 'broken.test',
                     'odd.test', None):
            client = client_context(version=version)
            client.check_hostname = False
            pair = Pair(client, first, host)
            say('SNI', version.name, host, pair.handshake(), seen, raised)
            if pair.client.version() and pair.client.getpeercert():
                say('  ', pair.client.getpeercert()['subject'],
                    pair.server.context is second)
            del seen[:], raised[:]


def application_protocols():
    for offered, known in ((['h2', 'http/1.1'], ['http/1.1', 'h2']),
                           (['h2'], ['h2']), (['foo'], ['bar']),
                           (None, ['h2']), (['h2'], None)):
        for version in VERSIONS:
            client = client_context(version=version)
            server = server_context(version=version)
            if offered:
                client.set_alpn_protocols(offered)
            if known:
                server.set_alpn_protocols(known)
            pair = Pair(client, server)
            say('ALPN', version.name, offered, known, pair.handshake(),
                pair.client.selected_alpn_protocol(),
                pair.server.selected_alpn_protocol())


def sessions():
    for version in VERSIONS:
        for option in (0, ssl.OP_NO_TICKET):
            client = client_context(version=version)
            server = server_context(version=version)
            server.options |= option
            first = Pair(client, server).connected()
            session = first.client.session
            say('session', version.name, option, first.client.session_reused,
                session.has_ticket, session.ticket_lifetime_hint,
                session.timeout, len(session.id), session.time > 0)
            again = Pair(client, server, session=session).connected()
            say('again', again.client.session_reused,
                again.server.session_reused, again.client.session == session,
                again.client.cipher() == first.client.cipher())
            say('certificate', again.client.getpeercert()['subject'])
            say('statistics', sorted(server.session_stats().items()),
                sorted(client.session_stats().items()))
            attempt('session of another context', Pair, client_context(),
                    server, 'rsa.test', session)
            attempt('session after the handshake', setattr, again.client,
                    'session', session)
            other = Pair(client, server_context(version=version),
                         session=session).connected()
            say('another server', other.client.session_reused)


def key_log():
    with tempfile.TemporaryDirectory() as folder:
        for version in VERSIONS:
            file = os.path.join(folder, 'keys')
            open(file, 'w').close()
            client = client_context(version=version)
            server = server_context(version=version)
            client.keylog_filename = server.keylog_filename = file
            Pair(client, server).connected()
            lines = [line for line in open(file) if line[0] != '#']
            labels = sorted(line.split()[0] for line in lines)
            say('key log', version.name, labels, len(lines) // 2 == len(
                set(lines)), [[len(x) for x in line.split()[1:]]
                              for line in lines][0])
    attempt('key log in a folder', setattr, client, 'keylog_filename', certs)


def messages():
    for version in VERSIONS:
        said = []
        client = client_context(version=version)
        client._msg_callback = lambda tls, direction, ver, kind, name, data: \
            said.append((direction, ver.name, kind.name, name.name))
        pair = Pair(client, server_context(version=version)).connected()
        say('messages', version.name, said)


def memory():
    for version in VERSIONS:
        pair = Pair(client_context(version=version),
                    server_context(version=version))
        attempt('read before', pair.client.read, 1)
        attempt('write before', pair.client.write, b'x')
        attempt('certificate before', pair.client.getpeercert)
        attempt('pending before', pair.client.pending)
        say('before', pair.client.version(), pair.client.cipher(),
            pair.client.session_reused, pair.server.shared_ciphers())
        pair.connected()
        attempt('nothing to read', pair.client.read, 1)
        data = bytes(range(256)) * 300
        say('written', pair.server.write(data))
        got = pair.client.read(10)
        say('pending', len(got), pair.client.pending())
        while len(got) < len(data):
            got += pair.client.read(65536)
        say('read', got == data, pair.client.pending())
        buffer = bytearray(8)
        pair.server.write(b'12345678')
        say('into a buffer', pair.client.read(8, buffer), buffer)
        say('empty write', pair.client.write(b''))
        say('empty read', pair.client.read(0))
        attempt('unwrap, first', pair.client.unwrap)
        attempt('read of the closed', pair.server.read, 9)
        attempt('unwrap, second', pair.server.unwrap)
        attempt('unwrap, again', pair.client.unwrap)
        attempt('write after', pair.client.write, b'x')
        pair = Pair(client_context(version=version),
                    server_context(version=version)).connected()
        pair.to_client.write_eof()
        attempt('end without a word', pair.client.read, 1)
        say('eof', pair.to_client.eof, pair.to_client.pending)
        pair = Pair(client_context(version=version),
                    server_context(version=version)).connected()
        pair.server.write(b'spoiled')
        record = bytearray(pair.to_client.read())
        record[-1] ^= 1
        pair.to_client.write(record)
        attempt('spoiled record', pair.client.read, 9)
        attempt('and what it tells the server', pair.server.read, 9)
        attempt('read of the spoiled', pair.client.read, 9)
        pair = Pair(client_context(version=version),
                    server_context(version=version)).connected()
        pair.to_client.write(b'\x17\x03\x03\x00\x05hello')
        attempt('forged record', pair.client.read, 9)
        pair = Pair(client_context(version=version),
                    server_context(version=version)).connected()
        pair.to_client.write(b'HTTP/1.0 200 OK\r\n\r\n')
        attempt('plain text', pair.client.read, 9)
    bio = ssl.MemoryBIO()
    say('BIO', bio.read(), bio.write(b'abc'), bio.pending, bio.read(2),
        bio.eof)
    bio.write_eof()
    say('BIO at its end', bio.eof, bio.read(), bio.eof, bio.read())
    attempt('BIO after its end', bio.write, b'x')


def object_names():
    for value in ('1.3.6.1.5.5.7.3.1', 'serverAuth', 'no such', '2.5.4.3'):
        attempt('txt2obj ' + value, ssl._ssl.txt2obj, value, name=True)
    for value in (0, 13, 129, 10 ** 6, -1):
        attempt('nid2obj %d' % value, ssl._ssl.nid2obj, value)
    say('purpose', ssl.Purpose.SERVER_AUTH, ssl.Purpose.CLIENT_AUTH)
    say('error', re.sub(r'\d+', 'N', str(ssl.SSLError(1, 'text'))))


for part in (settings, ciphers, authorities, identities, connections,
             failures, client_certificates, later_authentication, names,
             application_protocols, sessions, key_log, messages, memory,
             object_names):
    say('--', part.__name__)
    try:
        part()
    except Exception as problem:  # the parts after it still count
        import traceback
        say('stopped', told(problem),
            traceback.extract_tb(problem.__traceback__)[-1].name)
