#!/usr/bin/env python3
"""What sharing sessions saves a fleet: expected hit rate and processor time of
a connection, for 1 to 10,000 servers, with nothing shared, with a cache server
and with ticket keys that all servers have.

usage: fleet.py [--check] [--full US] [--ticket US] [--id US] [--ask US]
                [--gap S] [--life S] [--rate N] [--sticky P]
    --full, --ticket, --id  a server's microseconds for a full handshake, one
              resumed by ticket and one by ID (`make bench`: the server rows)
    --ask     of a server and of the cache, for one look-up or one store
    --gap     a client returns after this many seconds, on average
    --life    a session is good for so many seconds
    --rate    new connections a second at each server
    --sticky  the part of connections that a balancer sends where the client
              was before; the others go anywhere
    --check   plays the model, and compares; for the tests

The model. Clients return after exponentially distributed times, with sessions
not older than LIFE: a return is in time with p = 1 - exp(-life / gap).
Nothing shared: it must also reach the server it was at, which it does with
sticky + (1 - sticky) / servers. Cache: every resumption is looked up, every new
session stored, over the network; ticket keys cost nothing but their change.
A session that was resumed goes on with its own age (TLS 1.2), which makes the
hit rate a little lower than p: of a run of returns only those within LIFE of
its beginning resume. Renewal theory gives n = life / gap returns in time for
each full handshake, and so a rate of n / (n + 1).
"""
import argparse
import random
import sys

SERVERS = (1, 3, 10, 100, 1000, 10000)
CACHE_ASKS = 100000  # a second, of one memcached; a store counts as one


def arguments():
    p = argparse.ArgumentParser(add_help=True, usage=__doc__)
    # Measured on one core of the machine that the README's table is from.
    p.add_argument('--full', type=float, default=157)
    p.add_argument('--ticket', type=float, default=106)
    p.add_argument('--id', type=float, default=104)
    p.add_argument('--ask', type=float, default=20)
    p.add_argument('--gap', type=float, default=600)
    p.add_argument('--life', type=float, default=7200)
    p.add_argument('--rate', type=float, default=1000)
    p.add_argument('--sticky', type=float, default=0)
    p.add_argument('--check', action='store_true')
    a = p.parse_args()
    if min(a.full, a.ticket, a.id, a.gap, a.life, a.rate) <= 0 or \
            not 0 <= a.sticky <= 1 or a.ask < 0:
        p.error('numbers out of range')
    return a


def in_time(a):
    """The part of connections that could be resumed if all servers were one."""
    n = a.life / a.gap
    return n / (n + 1)


def at_home(a, servers):
    return a.sticky + (1 - a.sticky) / servers


def alone(a, servers):
    """Hit rate without sharing. A session lives where it was made; the client
    keeps the last one only, and a visit elsewhere replaces it. So a run of
    returns to one server ends with a miss elsewhere, or with age: a return
    resumes with q = at_home while the run is young enough."""
    q = at_home(a, servers)
    # Returns come at rate 1 / gap; the run ends at the first one elsewhere
    # (rate (1 - q) / gap) or at LIFE. Expected resumptions in a run:
    end = (1 - q) / a.gap
    if end == 0:
        n = a.life / a.gap
    else:
        from math import exp
        n = q / a.gap * (1 - exp(-end * a.life)) / end
    return n / (n + 1)


def costs(a, servers):
    hit, own = in_time(a), alone(a, servers)
    return {
        'alone': (own, own * a.id + (1 - own) * a.full, 0),
        # A miss asks as well when the client offers something, and stores.
        'cache': (hit, hit * (a.id + a.ask) + (1 - hit) * (a.full + 2 * a.ask),
                  servers * a.rate * (hit + 2 * (1 - hit)) / CACHE_ASKS),
        'keys': (hit, hit * a.ticket + (1 - hit) * a.full, 0),
    }


def play(a, servers, shared, clients=400, returns=400):
    """The same by playing it; the part of connections that resumed."""
    dice = random.Random(servers * 2 + shared)
    hits = count = 0
    for _ in range(clients):
        made = where = None
        now = 0.0
        for visit in range(returns):
            now += dice.expovariate(1 / a.gap)
            if where is not None and dice.random() < a.sticky:
                server = where
            else:
                server = dice.randrange(servers)
            fits = made is not None and now - made <= a.life and \
                (shared or server == where)
            # The first visits are not like the rest.
            if visit >= returns // 4:
                count += 1
                hits += fits
            if not fits:
                made = now
            where = server
    return hits / count


def check(a):
    worst = 0
    for sticky in (0, 0.5, 0.95):
        a.sticky = sticky
        for servers in (1, 2, 10, 100):
            for shared in (False, True):
                said = in_time(a) if shared else alone(a, servers)
                played = play(a, servers, shared)
                worst = max(worst, abs(said - played))
                if abs(said - played) > 0.02:
                    print('%d servers, sticky %g, shared %s: %.3f, played '
                          '%.3f' % (servers, sticky, shared, said, played))
                    return 1
        last = 1.0
        for servers in SERVERS:
            c = costs(a, servers)
            rates = [c[k][0] for k in ('alone', 'cache', 'keys')]
            if rates[0] > rates[1] + 1e-9 or rates[1] != rates[2] or \
                    rates[0] > last + 1e-9 or c['keys'][1] > c['cache'][1]:
                print('%d servers: not in order: %s' % (servers, c))
                return 1
            last = rates[0]
    print('played and computed hit rates differ by at most %.4f' % worst)
    return 0


def main():
    a = arguments()
    if a.check:
        return check(a)
    print('%8s  %-22s %-22s %-32s' % ('', 'nothing shared', 'ticket keys',
                                      'cache'))
    print('%8s  %10s %10s  %10s %10s  %10s %10s %8s' % (
        'servers', 'resumed', 'us', 'resumed', 'us', 'resumed', 'us',
        'caches'))
    for servers in SERVERS:
        c = costs(a, servers)
        print('%8d  %9.1f%% %10.1f  %9.1f%% %10.1f  %9.1f%% %10.1f %8.2f' % (
            servers, 100 * c['alone'][0], c['alone'][1],
            100 * c['keys'][0], c['keys'][1],
            100 * c['cache'][0], c['cache'][1], c['cache'][2]))
    return 0


if __name__ == '__main__':
    sys.exit(main())
