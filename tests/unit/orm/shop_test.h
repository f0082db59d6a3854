#ifndef CALX_TESTS_ORM_SHOP_TEST_H
#define CALX_TESTS_ORM_SHOP_TEST_H

#include "shop.h"

/* A shop and its session for each test. */

static CALX_UNUSED_ struct shop_database db;
#define S db.session

static inline CALX_UNUSED_ int shop_set_up(void **state)
{
	(void)state;
	shop_open(&db);
	return 0;
}

static inline CALX_UNUSED_ int shop_tear_down(void **state)
{
	(void)state;
	shop_close(&db);
	return 0;
}

#define SHOP_TEST(name) \
	cmocka_unit_test_setup_teardown(name, shop_set_up, shop_tear_down)

#endif
