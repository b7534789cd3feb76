/* Asynchronous jobs: never available, so there is never one to wait for. */
#include "facade/libssl/ssl_local.h"

int
SSL_waiting_for_async(SSL *s)
{
    return 0;
}

int
SSL_get_all_async_fds(SSL *s, OSSL_ASYNC_FD *fds, size_t *numfds)
{
    return 0;
}

int
SSL_get_changed_async_fds(SSL *s, OSSL_ASYNC_FD *addfd, size_t *numaddfds,
                          OSSL_ASYNC_FD *delfd, size_t *numdelfds)
{
    return 0;
}
