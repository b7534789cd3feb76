"""hashlib and hmac, where they are OpenSSL's. usage: hashes.py"""
import _hashlib
import hashlib
import hmac

from common import attempt, say

NAMES = ('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512_224',
         'sha512_256', 'sha3_224', 'sha3_256', 'sha3_384', 'sha3_512',
         'ripemd160')
TEXTS = (b'', b'abc', bytes(range(256)) * 5, b'x' * 100000)


def digest(name, **arguments):
    out = []
    for text in TEXTS:
        whole = _hashlib.new(name, text, **arguments)
        pieces = _hashlib.new(name, **arguments)
        for at in range(0, len(text), 997):
            pieces.update(text[at:at + 997])
        copied = pieces.copy()
        pieces.update(b'more')
        assert copied.hexdigest() == whole.hexdigest()
        out.append(whole.hexdigest())
    return (whole.name, whole.digest_size, whole.block_size, out)


for name in NAMES:
    attempt(name, digest, name)
    attempt(name + ' not for security', digest, name, usedforsecurity=False)
    for key in (b'', b'key', b'k' * 300):
        for text in TEXTS:
            attempt('HMAC ' + name, lambda: (
                _hashlib.hmac_digest(key, text, name).hex(),
                hmac.digest(key, text, name).hex(),
                hmac.new(key, text, name).hexdigest()))
    attempt('HMAC object ' + name, lambda: (lambda h: (
        h.update(b'data'), h.copy().hexdigest(), h.hexdigest(), h.name,
        h.digest_size, h.block_size))(_hashlib.hmac_new(b'k', digestmod=name)))
    for rounds, length in ((1, 20), (1000, 100), (3, None), (0, 20), (1, 0)):
        attempt('PBKDF2 %s %s %s' % (name, rounds, length),
                lambda: hashlib.pbkdf2_hmac(name, b'password', b'salt',
                                            rounds, length).hex())
for name in ('shake_128', 'shake_256'):
    for length in (0, 1, 32, 500):
        attempt('%s of %d' % (name, length), lambda: (
            _hashlib.new(name, b'abc').hexdigest(length)))
    attempt(name, lambda: (_hashlib.new(name).digest_size,
                           _hashlib.new(name).block_size,
                           _hashlib.new(name).name))
for n, r, p, length in ((2, 8, 1, 64), (16, 1, 1, 64), (1024, 8, 16, 64),
                        (16384, 8, 1, 64), (3, 8, 1, 64), (0, 8, 1, 64),
                        (1 << 20, 8, 1, 64), (16, 0, 1, 64), (16, 8, 0, 64)):
    attempt('scrypt %d %d %d' % (n, r, p), lambda: hashlib.scrypt(
        b'pleaseletmein', salt=b'SodiumChloride', n=n, r=r, p=p,
        dklen=length).hex())
attempt('scrypt, more memory', lambda: hashlib.scrypt(
    b'pleaseletmein', salt=b'SodiumChloride', n=1 << 15, r=8, p=1,
    maxmem=1 << 26, dklen=64).hex())
for name in ('no-such-digest', 'whirlpool', 'md4', 'sha', ''):
    attempt('unknown %r' % name, _hashlib.new, name, b'x')
    attempt('HMAC unknown %r' % name, hmac.digest, b'k', b'x', name)
    attempt('PBKDF2 unknown %r' % name, hashlib.pbkdf2_hmac, name, b'p', b's',
            1)
say('compare', hmac.compare_digest(b'abc', b'abc'),
    hmac.compare_digest(b'abc', b'abd'), hmac.compare_digest('a', 'ab'))
say('fips', _hashlib.get_fips_mode())
# What is python's own must be python's own still.
for name in ('blake2b', 'blake2s'):
    say(name, getattr(hashlib, name)(b'abc').hexdigest())
say('guaranteed', [(n, hashlib.new(n, b'x', **{}).hexdigest()) for n in
                   sorted(hashlib.algorithms_guaranteed)
                   if not n.startswith('shake')])
