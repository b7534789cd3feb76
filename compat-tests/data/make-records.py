#!/usr/bin/env python3
"""Writes tls_records.txt: records of the CBC and NULL suites of TLS 1.0 to
1.2, put together from RFC 5246 section 6.2.3 and RFC 7366 with Python's
hashlib and the encryption of the command `openssl enc`.

usage: make-records.py > tls_records.txt"""
import hashlib, hmac, random, struct, subprocess

rng = random.Random(5246)
CIPHERS = {"AES-128-CBC": 16, "AES-256-CBC": 32,
           "CAMELLIA-128-CBC": 16, "CAMELLIA-256-CBC": 32}


def encrypt(cipher, key, iv, text):
    return subprocess.run(
        ["openssl", "enc", "-" + cipher.lower(), "-nopad", "-K", key.hex(),
         "-iv", iv.hex()], input=text, capture_output=True, check=True).stdout


def record(version, cipher, mac, etm, length, blocks):
    """BLOCKS more blocks of padding than are needed, where they fit."""
    seq, kind = rng.randrange(1 << 63), rng.choice([21, 22, 23])
    mac_key = rng.randbytes(hashlib.new(mac).digest_size)
    content = rng.randbytes(length)

    def code(data):
        head = struct.pack(">QBHH", seq, kind, version, len(data))
        return hmac.new(mac_key, head + data, mac).digest()

    key = iv = b""
    if cipher == "NULL":
        body = content + code(content)
    else:
        key, iv = rng.randbytes(CIPHERS[cipher]), rng.randbytes(16)
        text = content if etm else content + code(content)
        pad = 15 - len(text) % 16 + 16 * blocks
        pad = min(pad, 255 - (255 - pad) % 16)
        text += bytes([pad] * (pad + 1))
        body = encrypt(cipher, key, iv, text)
        if version > 0x0301:
            body = iv + body
        if etm:
            body += code(body)
    print("version:", "%04x" % version)
    print("cipher:", cipher)
    print("mac:", mac.upper())
    print("etm:", int(etm))
    print("blocks:", blocks)
    print("seq:", seq)
    print("type:", kind)
    for name, value in (("mac_key", mac_key), ("key", key), ("iv", iv),
                        ("content", content), ("body", body)):
        print(name + ":", value.hex())
    print()


print("# Records before TLS 1.3. Made by make-records.py; do not edit.\n")
for version in (0x0301, 0x0302, 0x0303):
    for mac in ("md5", "sha1", "sha256", "sha384"):
        if version < 0x0303 and mac not in ("md5", "sha1"):
            continue
        for length in (0, 1, 51, 200):
            record(version, "NULL", mac, False, length, 0)
        for cipher in CIPHERS if mac != "md5" else ():
            for etm in (False, True):
                for length, blocks in ((0, 0), (rng.randrange(1, 64), 7),
                                       (rng.randrange(300), 15)):
                    record(version, cipher, mac, etm, length, blocks)
