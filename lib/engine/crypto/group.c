/* The rows of groups. */
#include "engine/crypto/group.h"

#include "engine/base/text.h"
#include "engine/crypto/dh.h"
#include "engine/crypto/ec.h"
#include "engine/der/oid.h"

#define EC_ROW(row, name_, sn_, id, is13, bits_, sec, bytes, oid_)     \
    const struct urt_group urt_group_##row = {                         \
        name_, sn_,  URT_GROUP_EC, id,    is13,            bits_,      \
        sec,   bytes, 1 + 2 * bytes, bytes, &urt_oid_##oid_, &urt_curve_##row}
#define FF_ROW(size, id, sec)                                              \
    const struct urt_group urt_group_ffdhe##size = {                       \
        "ffdhe" #size, "ffdhe" #size, URT_GROUP_FFDHE, id,       true,     \
        size,          sec,           size / 8,        size / 8, size / 8, \
        NULL,          &urt_field_ffdhe##size}

EC_ROW(secp192r1, "P-192", "prime192v1", 19, false, 192, 80, 24, P192);
EC_ROW(secp224r1, "P-224", "secp224r1", 21, false, 224, 112, 28, P224);
EC_ROW(secp256r1, "P-256", "prime256v1", 23, true, 256, 128, 32, P256);
EC_ROW(secp384r1, "P-384", "secp384r1", 24, true, 384, 192, 48, P384);
EC_ROW(secp521r1, "P-521", "secp521r1", 25, true, 521, 256, 66, P521);
FF_ROW(2048, 256, 112);
FF_ROW(3072, 257, 128);
FF_ROW(4096, 258, 128);
FF_ROW(6144, 259, 128);
FF_ROW(8192, 260, 192);

const struct urt_group urt_group_x25519 = {
    "X25519", "X25519", URT_GROUP_X25519, 29, true, 253, 128, 32, 32, 32,
    &urt_oid_X25519, NULL};
const struct urt_group urt_group_x448 = {
    "X448", "X448", URT_GROUP_X448, 30, true, 448, 224, 56, 56, 56,
    &urt_oid_X448, NULL};

const struct urt_group *const urt_groups[] = {
    &urt_group_x25519,    &urt_group_secp256r1, &urt_group_x448,
    &urt_group_secp521r1, &urt_group_secp384r1, &urt_group_secp224r1,
    &urt_group_secp192r1, &urt_group_ffdhe2048, &urt_group_ffdhe3072,
    &urt_group_ffdhe4096, &urt_group_ffdhe6144, &urt_group_ffdhe8192,
    NULL};

static const struct {
    const char *name;
    const struct urt_group *group;
} aliases[] = {
    {"secp192r1", &urt_group_secp192r1},
    {"secp256r1", &urt_group_secp256r1},
};

const struct urt_group *
urt_group_by_tls_id(uint16_t id)
{
    if (id == 0)
        return NULL;
    for (size_t i = 0; urt_groups[i] != NULL; i++)
        if (urt_groups[i]->tls_id == id)
            return urt_groups[i];
    return NULL;
}

const struct urt_group *
urt_group_by_oid(struct urt_bytes oid)
{
    for (size_t i = 0; urt_groups[i] != NULL; i++)
        if (urt_groups[i]->oid != NULL &&
            urt_bytes_equal(*urt_groups[i]->oid, oid))
            return urt_groups[i];
    return NULL;
}

const struct urt_group *
urt_group_by_name(const char *name)
{
    for (size_t i = 0; urt_groups[i] != NULL; i++)
        if (urt_text_equal_nocase(urt_groups[i]->name, name) ||
            urt_text_equal_nocase(urt_groups[i]->sn, name))
            return urt_groups[i];
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (urt_text_equal_nocase(aliases[i].name, name))
            return aliases[i].group;
    return NULL;
}
