"""Threads that share a context, children that handshake at once, a fork in the
middle of a connection, an end with live threads. usage: threads.py CERTS"""
import os
import signal
import socket
import ssl
import sys
import threading

from common import (PATIENCE, Pair, client_context, say, server_context,
                    thread)

VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
THREADS, ROUNDS = 16, 12
signal.alarm(6 * PATIENCE)


def shared_contexts():
    """Sixteen threads, two contexts: every handshake works, every byte comes,
    and every second connection of a thread resumes its first."""
    for version in VERSIONS:
        client = client_context(version=version)
        server = server_context(version=version)
        failed, resumed = [], []

        def work():
            try:
                session = None
                for turn in range(ROUNDS):
                    pair = Pair(client, server, session=session).connected()
                    resumed.append(pair.client.session_reused)
                    session = pair.client.session if turn % 2 == 0 else None
            except BaseException as error:  # compared by its text
                failed.append(repr(error))

        workers = [thread(work) for _ in range(THREADS)]
        for worker in workers:
            worker.join(3 * PATIENCE)
        say('threads', version.name, len(resumed), sum(resumed), failed,
            [w.is_alive() for w in workers].count(True))
        stats = server.session_stats()
        say('counted', stats['accept'], stats['accept_good'], stats['hits'])


def children():
    """A pre-fork server: four processes accept from one socket, with the
    context made before; no two of them may draw the same random bytes."""
    for version in VERSIONS:
        listener = socket.create_server(('127.0.0.1', 0), backlog=64)
        context = server_context(version=version)
        pids = [os.fork() for _ in range(4) if os.getpid() == parent]
        if os.getpid() != parent:
            child(listener, context)
        answers, failed = [], []

        def work():
            try:
                client = client_context(version=version)
                for _ in range(5):
                    with socket.create_connection(
                            listener.getsockname(), PATIENCE) as plain:
                        with client.wrap_socket(
                                plain, server_hostname='rsa.test') as tls:
                            answers.append(tls.recv(16))
                            tls.unwrap()
            except BaseException as error:  # compared by its text
                failed.append(repr(error))

        workers = [thread(work) for _ in range(8)]
        for worker in workers:
            worker.join(3 * PATIENCE)
        for pid in pids:
            os.kill(pid, signal.SIGTERM)
        say('children', version.name, len(answers), len(set(answers)), failed,
            [os.waitpid(pid, 0)[1] for pid in pids])
        listener.close()


def child(listener, context):
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    while True:
        plain, _ = listener.accept()
        try:
            with context.wrap_socket(plain, server_side=True) as tls:
                tls.sendall(ssl.RAND_bytes(16))
                tls.unwrap()
        except OSError:
            os._exit(3)


def fork_in_the_middle():
    """The child goes on with the connection; the parent lets go of it."""
    for version in VERSIONS:
        near, far = socket.socketpair()
        near.settimeout(PATIENCE)
        far.settimeout(PATIENCE)
        server = server_context(version=version)
        got = []

        def serve():
            with server.wrap_socket(far, server_side=True) as tls:
                for _ in range(2):
                    got.append(tls.recv(100))
                    tls.sendall(got[-1].upper())
                tls.unwrap()

        worker = thread(serve)
        tls = client_context(version=version).wrap_socket(
            near, server_hostname='rsa.test')
        tls.sendall(b'before')
        before = tls.recv(100)
        pid = os.fork()
        if pid == 0:
            try:
                tls.sendall(b'after')
                answer = tls.recv(100)
                tls.unwrap()
                os._exit(0 if answer == b'AFTER' else 1)
            finally:
                os._exit(2)
        tls.close()
        status = os.waitpid(pid, 0)[1]
        worker.join(PATIENCE)
        say('fork', version.name, before, status, got, worker.is_alive())


def end_with_live_threads():
    """Threads are in handshakes when the process ends."""
    for turn in range(5):
        pid = os.fork()
        if pid == 0:
            started = threading.Barrier(5)

            def work():
                client, server = client_context(), server_context()
                started.wait()
                while True:
                    Pair(client, server).handshake()

            for _ in range(4):
                thread(work)
            started.wait()
            sys.exit(7)
        say('live threads', turn, os.waitstatus_to_exitcode(
            os.waitpid(pid, 0)[1]))


parent = os.getpid()
shared_contexts()
children()
fork_in_the_middle()
end_with_live_threads()
