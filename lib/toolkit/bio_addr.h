/* Addresses, for the files that connect and listen. */
#ifndef FAC_BIO_ADDR_H
#define FAC_BIO_ADDR_H

#include <openssl/bio.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

union bio_addr_st {
    struct sockaddr sa;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    struct sockaddr_un un;
    struct sockaddr_storage storage;
};

struct bio_addrinfo_st {
    struct bio_addrinfo_st *next;
    int family, socktype, protocol;
    BIO_ADDR addr;
};

/* What the kernel is told; depends on the family. */
socklen_t fac_bio_addr_len(const BIO_ADDR *addr);

#endif
