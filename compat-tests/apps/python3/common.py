"""What the programs of this folder share. Each prints one line a case, and
nothing that differs from one run to the next: the output on Urtica must be
the output on OpenSSL."""
import atexit
import os
import re
import ssl
import sys
import threading

PATIENCE = 10
certs = sys.argv[1] if len(sys.argv) > 1 else ''


def libraries():
    """Which libssl and libcrypto this process has, for the script to judge."""
    with open('/proc/self/maps') as maps:
        found = {line.split()[-1] for line in maps
                 if re.search(r'/lib(ssl|crypto)\.so', line)}
    with open(os.environ['MAPPED'], 'a') as out:
        print(*sorted(found), file=out)


atexit.register(libraries)


def path(name):
    return os.path.join(certs, name)


def say(label, *values):
    print(label + ':', *values, flush=True)


def told(error):
    """An exception without what changes: no address and no folder."""
    text = '%s %s' % (type(error).__name__, error.args)
    if isinstance(error, ssl.SSLError):
        text += ' library=%s reason=%s' % (
            getattr(error, 'library', ''), getattr(error, 'reason', ''))
    if isinstance(error, ssl.SSLCertVerificationError):
        text += ' verify=%s %s' % (error.verify_code, error.verify_message)
    return re.sub(r'0x[0-9a-f]+', '0x', text).replace(certs or '\0', 'CERTS')


def attempt(label, function, *arguments, **named):
    """Says what it returns, or how it fails."""
    try:
        say(label, function(*arguments, **named))
    except Exception as error:  # what kind it is, is the result
        say(label, told(error))


def client_context(**attributes):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(path('root.pem'))
    return adjust(context, attributes)


def server_context(name='rsa', **attributes):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path(name + '.pem'), path(name + '.key'))
    return adjust(context, attributes)


def adjust(context, attributes):
    if 'version' in attributes:
        version = attributes.pop('version')
        context.minimum_version = context.maximum_version = version
    for name, value in attributes.items():
        setattr(context, name, value)
    return context


class Pair:
    """A client and a server in one process, joined by memory BIOs."""

    def __init__(self, client, server, host='rsa.test', session=None):
        a, b = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.to_server, self.to_client = a, b
        self.server = server.wrap_bio(a, b, server_side=True)
        self.client = client.wrap_bio(b, a, server_hostname=host,
                                      session=session)

    def handshake(self):
        """(client's failure, server's failure), None where it worked."""
        failed, left = {}, ['client', 'server']
        for _ in range(40):
            for end in list(left):
                try:
                    getattr(self, end).do_handshake()
                    left.remove(end)
                except ssl.SSLWantReadError:
                    pass
                except Exception as error:  # compared by its text
                    failed[end] = told(error)
                    left.remove(end)
            if not left:
                break
        return failed.get('client'), failed.get('server')

    def connected(self):
        problem = self.handshake()
        assert problem == (None, None), problem
        self.exchange()
        return self

    def exchange(self):
        """A few bytes each way, by which the tickets arrive."""
        self.server.write(b'from the server')
        assert self.client.read(100) == b'from the server'
        self.client.write(b'from the client')
        assert self.server.read(100) == b'from the client'


def thread(function, *arguments):
    out = threading.Thread(target=function, args=arguments, daemon=True)
    out.start()
    return out
