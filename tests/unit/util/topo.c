#include "check.h"

#include "data.h"
#include "torture.h"
#include "util/topo.h"

static void without_edges_the_order_stays(void **state)
{
	size_t order[5];

	(void)state;
	assert_int_equal(calx__topo_sort(5, NULL, 0, order), 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(order[i], i);
	assert_int_equal(calx__topo_sort(0, NULL, 0, order), 0);
}

static void the_lowest_free_item_comes_first(void **state)
{
	const struct topo_edge edges[] = { { 3, 0 }, { 3, 0 }, { 4, 1 } };
	const size_t expected[] = { 2, 3, 0, 4, 1 };
	size_t order[5];

	(void)state;
	assert_int_equal(calx__topo_sort(5, edges, 3, order), 5);
	assert_memory_equal(order, expected, sizeof(order));
}

static void a_cycle_and_what_waits_for_it_come_last(void **state)
{
	const struct topo_edge edges[] = { { 1, 2 }, { 2, 1 }, { 2, 3 },
		{ 0, 4 }, { 5, 5 } };
	const size_t expected[] = { 0, 4, 1, 2, 3, 5 };
	size_t order[6];

	(void)state;
	assert_int_equal(calx__topo_sort(6, edges, 5, order), 2);
	assert_memory_equal(order, expected, sizeof(order));
}

#define COUNT 300
#define EDGE_COUNT 900

/* edges from lower to higher place in a shuffled row: never a cycle */
static void random_edges(struct topo_edge *edges, unsigned long long *seed)
{
	size_t row[COUNT];

	for (size_t i = 0; i < COUNT; i++) {
		size_t j = data_random(seed) % (i + 1);

		row[i] = row[j];
		row[j] = i;
	}
	for (size_t e = 0; e < EDGE_COUNT; e++) {
		size_t last = 1 + data_random(seed) % (COUNT - 1);

		edges[e].before = row[data_random(seed) % last];
		edges[e].after = row[last];
	}
}

static void random_graphs_come_out_in_order(void **state)
{
	struct topo_edge edges[EDGE_COUNT];
	size_t order[COUNT], place[COUNT];
	unsigned long long seed = 1;

	(void)state;
	for (int round = 0; round < 50; round++) {
		random_edges(edges, &seed);
		assert_int_equal(
			calx__topo_sort(COUNT, edges, EDGE_COUNT, order),
			COUNT);
		for (size_t i = 0; i < COUNT; i++)
			place[order[i]] = i;
		for (size_t e = 0; e < EDGE_COUNT; e++)
			assert_true(
				place[edges[e].before] < place[edges[e].after]);
	}
}

static void sort(void *context)
{
	const struct topo_edge edges[] = { { 1, 0 } };
	size_t order[2];
	size_t done = calx__topo_sort(2, edges, 1, order);

	(void)context;
	assert_true(done == (torture_is_clean() ? 2 : SIZE_MAX));
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(sort, NULL);
}

CHECK_MAIN("topo", cmocka_unit_test(without_edges_the_order_stays),
	cmocka_unit_test(the_lowest_free_item_comes_first),
	cmocka_unit_test(a_cycle_and_what_waits_for_it_come_last),
	cmocka_unit_test(random_graphs_come_out_in_order),
	cmocka_unit_test(survives_lack_of_memory), )
