/* Asynchronous jobs. They are never available: ASYNC_is_capable() is 0. */
#ifndef OPENSSL_ASYNC_H
#define OPENSSL_ASYNC_H
#pragma once

#include <openssl/macros.h>

#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_ASYNC_H
#endif

#include <openssl/asyncerr.h>
#include <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OSSL_ASYNC_FD            int
#define OSSL_BAD_ASYNC_FD        -1
#define ASYNC_ERR                0
#define ASYNC_NO_JOBS            1
#define ASYNC_PAUSE              2
#define ASYNC_FINISH             3
#define ASYNC_STATUS_UNSUPPORTED 0
#define ASYNC_STATUS_ERR         1
#define ASYNC_STATUS_OK          2
#define ASYNC_STATUS_EAGAIN      3

typedef struct async_job_st ASYNC_JOB;
typedef struct async_wait_ctx_st ASYNC_WAIT_CTX;
typedef int (*ASYNC_callback_fn)(void *arg);

#ifdef __cplusplus
}
#endif

#endif
