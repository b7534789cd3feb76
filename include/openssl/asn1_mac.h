/* Macros of releases long past: 3.0 has none of them either. */
#error "no macros here any more: describe structures with <openssl/asn1t.h>"
