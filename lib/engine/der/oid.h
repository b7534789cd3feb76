/* The object identifiers that the engine itself understands, as the content
 * bytes of their DER. Names and NIDs are the toolkit's (obj). */
#ifndef URT_DER_OID_H
#define URT_DER_OID_H

#include "engine/base/buf.h"
#include "engine/base/bytes.h"

/* Made once from oid.def's rows URT_OID(NAME, content bytes...), usable
 * anywhere as urt_oid_NAME; a const table holds &urt_oid_NAME. */
#define URT_OID(name, ...) extern const struct urt_bytes urt_oid_##name;
#include "engine/der/oid.def"
#undef URT_OID

static inline bool
urt_oid_is(struct urt_bytes content, const struct urt_bytes *oid)
{
    return urt_bytes_equal(content, *oid);
}

/* Whether these are the content bytes of an OID: not empty, every number
 * complete and minimal. */
bool urt_oid_is_valid(struct urt_bytes content);
/* Puts the dotted form of an OID's content. False when it is malformed or a
 * number needs more than 64 bits; B is then unchanged. */
bool urt_oid_put_dotted(struct urt_buf *b, struct urt_bytes content);
/* The reverse: puts content bytes. False for anything but two or more
 * numbers within range; B is then unchanged. */
bool urt_oid_from_dotted(struct urt_buf *b, const char *dotted);

#endif
