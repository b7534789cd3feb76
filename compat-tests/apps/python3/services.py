"""The modules of python that speak TLS for a program: http.server and urllib,
asyncio's streams, ftplib, smtplib and imaplib, each against a server of its
own in this process. usage: services.py CERTS"""
import asyncio
import ftplib
import http.server
import imaplib
import io
import re
import signal
import smtplib
import socket
import ssl
import urllib.request

from common import PATIENCE, attempt, client_context, path, say, \
    server_context, thread

signal.alarm(8 * PATIENCE)
VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
LARGE = bytes(range(256)) * 4000


class Page(http.server.BaseHTTPRequestHandler):
    """What was asked for, and who asked."""

    def do_GET(self):
        peer = self.connection.getpeercert()
        body = LARGE if self.path == '/large' else (
            '%s %s %s' % (self.path, self.connection.version(),
                          peer.get('subject') if peer else None)).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'%d bytes' % len(body))

    def log_message(self, *arguments):
        pass


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        pass  # a client that gives up


def failed(url, context):
    """Why urllib does not get there."""
    try:
        urllib.request.urlopen(url, context=context, timeout=PATIENCE)
    except urllib.error.URLError as error:
        reason = error.reason
        return '%s %s' % (type(reason).__name__, re.sub(
            r' \(_ssl\.c:\d+\)', '', str(reason)))
    return 'it gets there'


def web():
    """urllib and http.client against http.server."""
    for version in VERSIONS:
        server = QuietServer(('127.0.0.1', 0), Page)
        context = server_context(version=version)
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(path('root.pem'))
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
        thread(server.serve_forever)
        url = 'https://localhost:%d' % server.server_port
        client = client_context()

        def get(where, **named):
            with urllib.request.urlopen(url + where, timeout=PATIENCE,
                                        **named) as answer:
                return answer.status, answer.read()

        attempt('urllib', lambda: get('/page', context=client))
        say('urllib large', get('/large', context=client)[1] == LARGE)
        attempt('urllib post', lambda: get('/form', context=client,
                                           data=LARGE))
        own = client_context()
        own.load_cert_chain(path('client.pem'), path('client.key'))
        attempt('urllib with a certificate', lambda: get('/me', context=own))
        stranger = ssl.create_default_context(cafile=path('other.pem'))
        say('urllib, another authority', failed(url, stranger))
        say('urllib, the address', failed(
            url.replace('localhost', '127.0.0.1'), client))
        say('urllib, nothing verified', failed(
            url, ssl._create_unverified_context()))
        server.shutdown()
        server.server_close()


async def echo(reader, writer):
    """Lines back, in upper case; an empty one ends it."""
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
        if line == b'\n':
            break
    writer.close()


async def streams(version):
    context = server_context(version=version)
    server = await asyncio.start_server(echo, '127.0.0.1', 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    client = client_context(version=version)

    async def talk(number):
        reader, writer = await asyncio.open_connection(
            '127.0.0.1', port, ssl=client, server_hostname='localhost')
        writer.write(b'line %d\n' % number + b'x' * 50000 + b'\n')
        answer = await reader.readline()
        rest = await reader.readline()
        found = writer.get_extra_info('ssl_object')
        writer.write(b'\n')
        await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer, len(rest), found.version(), found.cipher()[0]

    say('asyncio', version.name, await talk(0))
    say('asyncio, many', sorted(await asyncio.gather(
        *(talk(n) for n in range(20))))[7])
    try:
        await asyncio.open_connection('127.0.0.1', port, ssl=client,
                                      server_hostname='elsewhere.test')
    except ssl.SSLError as error:
        say('asyncio, another name', error.reason, error.verify_message)
    server.close()
    await server.wait_closed()


async def upgraded(version):
    """TLS begun on a stream that has been in use."""
    context = server_context(version=version)

    async def serve(reader, writer):
        say('asyncio asked', await reader.readline())
        writer.write(b'go\n')
        await writer.drain()
        await writer.start_tls(context)
        await echo(reader, writer)

    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    reader, writer = await asyncio.open_connection(
        *server.sockets[0].getsockname())
    writer.write(b'STARTTLS\n')
    say('asyncio answered', await reader.readline())
    await writer.start_tls(client_context(version=version),
                           server_hostname='localhost')
    writer.write(b'secret\n')
    say('asyncio in TLS', await reader.readline(),
        writer.get_extra_info('ssl_object').version())
    writer.write(b'\n')
    await reader.read()
    writer.close()
    server.close()


class Talk:
    """A server of lines for one connection, with a table of answers. An
    answer that is a function is called with this and the line."""

    def __init__(self, greeting, answers, context, tls_first=False):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.greeting, self.answers = greeting, answers
        self.context, self.tls_first = context, tls_first
        self.said, self.got = [], b''
        self.worker = thread(self.run)

    def begin_tls(self):
        self.socket = self.context.wrap_socket(self.socket, server_side=True)
        self.file = self.socket.makefile('rwb')

    def put(self, text):
        self.file.write(text.encode() + b'\r\n')
        self.file.flush()

    def run(self):
        self.socket = self.listener.accept()[0]
        self.socket.settimeout(PATIENCE)
        self.file = self.socket.makefile('rwb')
        if self.tls_first:
            self.begin_tls()
        self.put(self.greeting)
        while line := self.file.readline().decode().rstrip():
            self.said.append(line)
            word = line.split()[0].upper()
            if word not in self.answers:
                word = line.split()[-1].upper()
            answer = self.answers.get(word, '500 what?')
            if callable(answer):
                if answer(self, line):
                    break
            else:
                self.put(answer)
        self.socket.close()
        self.listener.close()


def mail():
    """smtplib, TLS after STARTTLS and from the start."""
    def starttls(server, line):
        server.put('220 go on')
        server.begin_tls()

    def data(server, line):
        server.put('354 send it')
        while (text := server.file.readline()) != b'.\r\n':
            server.got += text
        server.put('250 taken')

    def leave(server, line):
        server.put('221 bye')
        return True

    answers = {'EHLO': '250-here\r\n250 STARTTLS', 'STARTTLS': starttls,
               'MAIL': '250 ok', 'RCPT': '250 ok', 'DATA': data, 'QUIT': leave}
    for version in VERSIONS:
        for tls_first in (False, True):
            server = Talk('220 ready', answers,
                          server_context(version=version), tls_first)
            client = client_context()
            if tls_first:
                smtp = smtplib.SMTP_SSL('localhost', server.port,
                                        local_hostname='me', context=client,
                                        timeout=PATIENCE)
            else:
                smtp = smtplib.SMTP('localhost', server.port,
                                    local_hostname='me', timeout=PATIENCE)
                say('smtplib', smtp.starttls(context=client))
            say('smtplib', smtp.sock.version(), smtp.sendmail(
                'me@here', ['you@there'], 'Subject: x\r\n\r\nHello.\r\n'))
            smtp.quit()
            server.worker.join(PATIENCE)
            say('smtp server', server.said, server.got)
    server = Talk('220 ready', answers, server_context())
    smtp = smtplib.SMTP('localhost', server.port, local_hostname='me',
                        timeout=PATIENCE)
    try:
        smtp.starttls(context=ssl.create_default_context(
            cafile=path('other.pem')))
    except ssl.SSLError as error:
        say('smtplib, another authority', type(error).__name__, error.reason)


def letters():
    """imaplib, from the start and after STARTTLS."""
    def tagged(text):
        return lambda server, line: server.put(
            text.replace('TAG', line.split()[0]))

    def starttls(server, line):
        server.put(line.split()[0] + ' OK begin')
        server.begin_tls()

    def leave(server, line):
        server.put('* BYE\r\n%s OK bye' % line.split()[0])
        return True

    for version in VERSIONS:
        for tls_first in (False, True):
            server = Talk('* OK ready', {
                'CAPABILITY': tagged(
                    '* CAPABILITY IMAP4rev1 STARTTLS\r\nTAG OK done'),
                'STARTTLS': starttls, 'NOOP': tagged('TAG OK nothing'),
                'LOGOUT': leave}, server_context(version=version), tls_first)
            client = client_context()
            if tls_first:
                imap = imaplib.IMAP4_SSL('localhost', server.port,
                                         ssl_context=client, timeout=PATIENCE)
            else:
                imap = imaplib.IMAP4('localhost', server.port,
                                     timeout=PATIENCE)
                say('imaplib', imap.starttls(client))
            say('imaplib', imap.sock.version(), imap.noop(), imap.logout())
            server.worker.join(PATIENCE)
            say('imap server', [s.split()[-1] for s in server.said])


def files():
    """ftplib: the control connection, and one for each file, in TLS."""
    for version in VERSIONS:
        context = server_context(version=version)
        passive = {}

        def auth(server, line):
            server.put('234 go on')
            server.begin_tls()

        def open_passive(server, line):
            passive['at'] = socket.create_server(('127.0.0.1', 0))
            server.put('229 here (|||%d|)' %
                       passive['at'].getsockname()[1])

        def transfer(server, line):
            server.put('150 coming')
            data = context.wrap_socket(passive['at'].accept()[0],
                                       server_side=True)
            if line.startswith('RETR'):
                data.sendall(LARGE)
            else:
                while piece := data.recv(65536):
                    server.got += piece
            # The end of the file is an end of TLS, which the client waits for.
            try:
                data.unwrap()
            except OSError:
                pass
            data.close()
            passive['at'].close()
            server.put('226 done')

        def leave(server, line):
            server.put('221 bye')
            return True

        server = Talk('220 ready', {
            'AUTH': auth, 'USER': '331 and?', 'PASS': '230 in',
            'PBSZ': '200 ok', 'PROT': '200 ok', 'TYPE': '200 ok',
            'EPSV': open_passive, 'PASV': '500 no', 'RETR': transfer,
            'STOR': transfer, 'QUIT': leave}, context)
        ftp = ftplib.FTP_TLS(context=client_context(), timeout=PATIENCE)
        ftp.af = socket.AF_INET6  # EPSV, not PASV
        say('ftplib', ftp.connect('localhost', server.port))
        ftp.af = socket.AF_INET6
        say('ftplib', ftp.login('me', 'secret'), ftp.sock.version())
        ftp.prot_p()
        got = io.BytesIO()
        say('ftplib', ftp.retrbinary('RETR file', got.write),
            got.getvalue() == LARGE)
        say('ftplib', ftp.storbinary('STOR file', io.BytesIO(LARGE)))
        say('ftplib', ftp.quit())
        server.worker.join(PATIENCE)
        say('ftp server', server.said, server.got == LARGE)


web()
for each in VERSIONS:
    asyncio.run(streams(each))
    if hasattr(asyncio.StreamWriter, 'start_tls'):
        asyncio.run(upgraded(each))
mail()
letters()
files()
