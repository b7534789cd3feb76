/* A store of SRP users that holds none. */
#include <openssl/err.h>
#include <openssl/srp.h>
#include <stdio.h>

int
main(void)
{
    char seed[] = "seed", user[] = "user";
    SRP_VBASE *plain = SRP_VBASE_new(NULL), *seeded = SRP_VBASE_new(seed);

    printf("made %d %d\n", plain != NULL, seeded != NULL);
    printf("users %d\n", sk_SRP_user_pwd_num(plain->users_pwd));
    printf("seed %s\n", seeded->seed_key);
    printf("known %d %d %d\n", SRP_VBASE_get1_by_user(plain, user) != NULL,
           SRP_VBASE_get1_by_user(seeded, user) != NULL,
           SRP_VBASE_get1_by_user(NULL, user) != NULL);
    printf("queue %lu\n", ERR_peek_error());
    SRP_user_pwd_free(NULL);
    SRP_VBASE_free(plain);
    SRP_VBASE_free(seeded);
    SRP_VBASE_free(NULL);
    return 0;
}
