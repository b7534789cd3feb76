/* Entries of a name: getting at them, adding and removing them.
 *
 * The set numbers of a name's entries stay 0, 1, 2, ... in order: an entry
 * that joins an RDN takes its number, one that makes or ends an RDN shifts
 * those behind it. */
#include "facade/libcrypto/x509_local.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

int
X509_NAME_entry_count(const X509_NAME *name)
{
    int n;

    if (name == NULL)
        return 0;
    n = sk_X509_NAME_ENTRY_num(name->entries);
    return n > 0 ? n : 0;
}

X509_NAME_ENTRY *
X509_NAME_get_entry(const X509_NAME *name, int loc)
{
    if (name == NULL || loc < 0 || loc >= X509_NAME_entry_count(name))
        return NULL;
    return sk_X509_NAME_ENTRY_value(name->entries, loc);
}

int
X509_NAME_get_index_by_OBJ(const X509_NAME *name, const ASN1_OBJECT *obj,
                           int lastpos)
{
    int n = X509_NAME_entry_count(name);

    if (name == NULL)
        return -1;
    for (int i = lastpos < 0 ? 0 : lastpos + 1; i < n; i++)
        if (OBJ_cmp(X509_NAME_get_entry(name, i)->object, obj) == 0)
            return i;
    return -1;
}

int
X509_NAME_get_index_by_NID(const X509_NAME *name, int nid, int lastpos)
{
    const ASN1_OBJECT *obj = OBJ_nid2obj(nid);

    return obj == NULL ? -2 : X509_NAME_get_index_by_OBJ(name, obj, lastpos);
}

int
X509_NAME_get_text_by_OBJ(const X509_NAME *name, const ASN1_OBJECT *obj,
                          char *buf, int len)
{
    int i = X509_NAME_get_index_by_OBJ(name, obj, -1);
    const ASN1_STRING *value;

    if (i < 0)
        return -1;
    value = X509_NAME_get_entry(name, i)->value;
    if (buf == NULL)
        return value->length;
    if (len <= 0)
        return 0;
    if (len > value->length + 1)
        len = value->length + 1;
    memcpy(buf, value->data, (size_t)len - 1);
    buf[len - 1] = '\0';
    return len - 1;
}

int
X509_NAME_get_text_by_NID(const X509_NAME *name, int nid, char *buf, int len)
{
    const ASN1_OBJECT *obj = OBJ_nid2obj(nid);

    return obj == NULL ? -1 : X509_NAME_get_text_by_OBJ(name, obj, buf, len);
}

X509_NAME_ENTRY *
X509_NAME_delete_entry(X509_NAME *name, int loc)
{
    X509_NAME_ENTRY *gone;
    int n = X509_NAME_entry_count(name), before, after;

    if (name == NULL || loc < 0 || loc >= n)
        return NULL;
    gone = sk_X509_NAME_ENTRY_delete(name->entries, loc);
    name->modified = 1;
    n--;
    if (loc == n)
        return gone;
    before = loc > 0 ? X509_NAME_get_entry(name, loc - 1)->set : gone->set - 1;
    after = X509_NAME_get_entry(name, loc)->set;
    if (before + 1 < after)
        for (int i = loc; i < n; i++)
            X509_NAME_get_entry(name, i)->set--;
    return gone;
}

/* SET: -1 joins the RDN before, 0 is an RDN of its own, 1 joins the next. */
int
X509_NAME_add_entry(X509_NAME *name, const X509_NAME_ENTRY *ne, int loc,
                    int set)
{
    X509_NAME_ENTRY *copy;
    int n = X509_NAME_entry_count(name);
    bool shift = set == 0;

    if (name == NULL)
        return 0;
    if (loc < 0 || loc > n)
        loc = n;
    name->modified = 1;
    if (set == -1 && loc == 0) {
        set = 0;
        shift = true;
    } else if (set == -1) {
        set = X509_NAME_get_entry(name, loc - 1)->set;
    } else if (loc < n) {
        set = X509_NAME_get_entry(name, loc)->set;
    } else {
        set = n > 0 ? X509_NAME_get_entry(name, n - 1)->set + 1 : 0;
    }
    copy = X509_NAME_ENTRY_dup(ne);
    if (copy == NULL)
        return 0;
    copy->set = set;
    if (!sk_X509_NAME_ENTRY_insert(name->entries, copy, loc)) {
        X509_NAME_ENTRY_free(copy);
        ERR_raise(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    if (shift)
        for (int i = loc + 1; i <= n; i++)
            X509_NAME_get_entry(name, i)->set++;
    return 1;
}

static int
add_and_free(X509_NAME *name, X509_NAME_ENTRY *ne, int loc, int set)
{
    int ok;

    if (ne == NULL)
        return 0;
    ok = X509_NAME_add_entry(name, ne, loc, set);
    X509_NAME_ENTRY_free(ne);
    return ok;
}

int
X509_NAME_add_entry_by_OBJ(X509_NAME *name, const ASN1_OBJECT *obj, int type,
                           const unsigned char *bytes, int len, int loc,
                           int set)
{
    return add_and_free(
        name, X509_NAME_ENTRY_create_by_OBJ(NULL, obj, type, bytes, len), loc,
        set);
}

int
X509_NAME_add_entry_by_NID(X509_NAME *name, int nid, int type,
                           const unsigned char *bytes, int len, int loc,
                           int set)
{
    return add_and_free(
        name, X509_NAME_ENTRY_create_by_NID(NULL, nid, type, bytes, len), loc,
        set);
}

int
X509_NAME_add_entry_by_txt(X509_NAME *name, const char *field, int type,
                           const unsigned char *bytes, int len, int loc,
                           int set)
{
    return add_and_free(
        name, X509_NAME_ENTRY_create_by_txt(NULL, field, type, bytes, len),
        loc, set);
}

X509_NAME_ENTRY *
X509_NAME_ENTRY_create_by_txt(X509_NAME_ENTRY **ne, const char *field,
                              int type, const unsigned char *bytes, int len)
{
    ASN1_OBJECT *obj = OBJ_txt2obj(field, 0);
    X509_NAME_ENTRY *made;

    if (obj == NULL) {
        ERR_raise_data(ERR_LIB_X509, X509_R_INVALID_FIELD_NAME, "name=%s",
                       field);
        return NULL;
    }
    made = X509_NAME_ENTRY_create_by_OBJ(ne, obj, type, bytes, len);
    ASN1_OBJECT_free(obj);
    return made;
}

X509_NAME_ENTRY *
X509_NAME_ENTRY_create_by_NID(X509_NAME_ENTRY **ne, int nid, int type,
                              const unsigned char *bytes, int len)
{
    ASN1_OBJECT *obj = OBJ_nid2obj(nid);

    if (obj == NULL) {
        ERR_raise(ERR_LIB_X509, X509_R_UNKNOWN_NID);
        return NULL;
    }
    return X509_NAME_ENTRY_create_by_OBJ(ne, obj, type, bytes, len);
}

X509_NAME_ENTRY *
X509_NAME_ENTRY_create_by_OBJ(X509_NAME_ENTRY **ne, const ASN1_OBJECT *obj,
                              int type, const unsigned char *bytes, int len)
{
    X509_NAME_ENTRY *e = ne != NULL ? *ne : NULL;

    if (e == NULL && (e = X509_NAME_ENTRY_new()) == NULL)
        return NULL;
    if (!X509_NAME_ENTRY_set_object(e, obj) ||
        !X509_NAME_ENTRY_set_data(e, type, bytes, len)) {
        if (ne == NULL || e != *ne)
            X509_NAME_ENTRY_free(e);
        return NULL;
    }
    if (ne != NULL)
        *ne = e;
    return e;
}

int
X509_NAME_ENTRY_set_object(X509_NAME_ENTRY *ne, const ASN1_OBJECT *obj)
{
    if (ne == NULL || obj == NULL) {
        ERR_raise(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    ASN1_OBJECT_free(ne->object);
    ne->object = OBJ_dup(obj);
    return ne->object != NULL;
}

int
X509_NAME_ENTRY_set_data(X509_NAME_ENTRY *ne, int type,
                         const unsigned char *bytes, int len)
{
    if (ne == NULL || (bytes == NULL && len != 0))
        return 0;
    if (type > 0 && (type & MBSTRING_FLAG) != 0)
        return ASN1_STRING_set_by_NID(&ne->value, bytes, len, type,
                                      OBJ_obj2nid(ne->object)) != NULL;
    if (len < 0)
        len = (int)strlen((const char *)bytes);
    if (!ASN1_STRING_set(ne->value, bytes, len))
        return 0;
    if (type == V_ASN1_UNDEF)
        return 1;
    ne->value->type =
        type == V_ASN1_APP_CHOOSE
            ? ASN1_PRINTABLE_type(bytes, len)
            : type;
    return 1;
}

ASN1_OBJECT *
X509_NAME_ENTRY_get_object(const X509_NAME_ENTRY *ne)
{
    return ne == NULL ? NULL : ne->object;
}

ASN1_STRING *
X509_NAME_ENTRY_get_data(const X509_NAME_ENTRY *ne)
{
    return ne == NULL ? NULL : ne->value;
}

int
X509_NAME_ENTRY_set(const X509_NAME_ENTRY *ne)
{
    return ne->set;
}
