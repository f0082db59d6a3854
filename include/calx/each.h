#ifndef CALX_EACH_H
#define CALX_EACH_H

/* gcc shows the line of a model that is wrong, and not twenty macros */
#if defined(__GNUC__) && !defined(CALX_SHOW_WARNINGS_)
#pragma GCC system_header
#endif

/* Loops of the preprocessor: the machinery behind CALX_MODEL and the lists in
 * queries. Written by dev/each.py; change that.
 *
 * CALX_EACH_(macro, a, b, items...) makes macro(a, b, item) for each item, and
 * CALX_LIST_(macro, a, items...) makes macro(a, item) with commas between.
 * Sixteen at a time: the rest of a list is copied n/16 times, not n times. A
 * list has at most 200 items. What is too many is left out, and the count is
 * 201, for an assertion to say so: CALX_FITS_(items...). */

/* clang-format off */
#define CALX_CAT_(a, b) CALX_CAT_I_(a, b)
#define CALX_CAT_I_(a, b) a##b
#define CALX_TEXT_(...) CALX_TEXT_I_(__VA_ARGS__)
#define CALX_TEXT_I_(...) #__VA_ARGS__
#define CALX_UNPAREN_(...) __VA_ARGS__
#define CALX_EXPAND_(...) __VA_ARGS__
#define CALX_CALL_(macro, ...) macro(__VA_ARGS__)
#define CALX_SKIP_(...)
#define CALX_SECOND_(...) CALX_SECOND_I_(__VA_ARGS__)
#define CALX_SECOND_I_(a, b, ...) b
/* 1 if what is given begins with a parenthesis, else 0 */
#define CALX_IS_PAREN_(x) CALX_SECOND_(CALX_PAREN_PROBE_ x, 0, )
#define CALX_PAREN_PROBE_(...) , 1,
/* 1 if nothing is given, 0 if a word is */
#define CALX_IS_EMPTY_(x) CALX_SECOND_(CALX_EMPTY_PROBE_ x (), 0, )
#define CALX_EMPTY_PROBE_() , 1

/* how long a list is: (blocks of sixteen, items behind them, count); behind
 * the items stand the answers, of which the 201st is the right one */
#define CALX_LENGTH_(...) CALX_LENGTH_I_(__VA_ARGS__, (12,8,200), (12,7,199), \
	(12,6,198), (12,5,197), (12,4,196), (12,3,195), (12,2,194), \
	(12,1,193), (11,16,192), (11,15,191), (11,14,190), (11,13,189), \
	(11,12,188), (11,11,187), (11,10,186), (11,9,185), (11,8,184), \
	(11,7,183), (11,6,182), (11,5,181), (11,4,180), (11,3,179), \
	(11,2,178), (11,1,177), (10,16,176), (10,15,175), (10,14,174), \
	(10,13,173), (10,12,172), (10,11,171), (10,10,170), (10,9,169), \
	(10,8,168), (10,7,167), (10,6,166), (10,5,165), (10,4,164), \
	(10,3,163), (10,2,162), (10,1,161), (9,16,160), (9,15,159), \
	(9,14,158), (9,13,157), (9,12,156), (9,11,155), (9,10,154), \
	(9,9,153), (9,8,152), (9,7,151), (9,6,150), (9,5,149), (9,4,148), \
	(9,3,147), (9,2,146), (9,1,145), (8,16,144), (8,15,143), (8,14,142), \
	(8,13,141), (8,12,140), (8,11,139), (8,10,138), (8,9,137), (8,8,136), \
	(8,7,135), (8,6,134), (8,5,133), (8,4,132), (8,3,131), (8,2,130), \
	(8,1,129), (7,16,128), (7,15,127), (7,14,126), (7,13,125), \
	(7,12,124), (7,11,123), (7,10,122), (7,9,121), (7,8,120), (7,7,119), \
	(7,6,118), (7,5,117), (7,4,116), (7,3,115), (7,2,114), (7,1,113), \
	(6,16,112), (6,15,111), (6,14,110), (6,13,109), (6,12,108), \
	(6,11,107), (6,10,106), (6,9,105), (6,8,104), (6,7,103), (6,6,102), \
	(6,5,101), (6,4,100), (6,3,99), (6,2,98), (6,1,97), (5,16,96), \
	(5,15,95), (5,14,94), (5,13,93), (5,12,92), (5,11,91), (5,10,90), \
	(5,9,89), (5,8,88), (5,7,87), (5,6,86), (5,5,85), (5,4,84), (5,3,83), \
	(5,2,82), (5,1,81), (4,16,80), (4,15,79), (4,14,78), (4,13,77), \
	(4,12,76), (4,11,75), (4,10,74), (4,9,73), (4,8,72), (4,7,71), \
	(4,6,70), (4,5,69), (4,4,68), (4,3,67), (4,2,66), (4,1,65), \
	(3,16,64), (3,15,63), (3,14,62), (3,13,61), (3,12,60), (3,11,59), \
	(3,10,58), (3,9,57), (3,8,56), (3,7,55), (3,6,54), (3,5,53), \
	(3,4,52), (3,3,51), (3,2,50), (3,1,49), (2,16,48), (2,15,47), \
	(2,14,46), (2,13,45), (2,12,44), (2,11,43), (2,10,42), (2,9,41), \
	(2,8,40), (2,7,39), (2,6,38), (2,5,37), (2,4,36), (2,3,35), (2,2,34), \
	(2,1,33), (1,16,32), (1,15,31), (1,14,30), (1,13,29), (1,12,28), \
	(1,11,27), (1,10,26), (1,9,25), (1,8,24), (1,7,23), (1,6,22), \
	(1,5,21), (1,4,20), (1,3,19), (1,2,18), (1,1,17), (0,16,16), \
	(0,15,15), (0,14,14), (0,13,13), (0,12,12), (0,11,11), (0,10,10), \
	(0,9,9), (0,8,8), (0,7,7), (0,6,6), (0,5,5), (0,4,4), (0,3,3), \
	(0,2,2), (0,1,1), (0,0,0), )
#define CALX_LENGTH_I_(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, \
	a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, \
	a27, a28, a29, a30, a31, a32, a33, a34, a35, a36, a37, a38, a39, a40, \
	a41, a42, a43, a44, a45, a46, a47, a48, a49, a50, a51, a52, a53, a54, \
	a55, a56, a57, a58, a59, a60, a61, a62, a63, a64, a65, a66, a67, a68, \
	a69, a70, a71, a72, a73, a74, a75, a76, a77, a78, a79, a80, a81, a82, \
	a83, a84, a85, a86, a87, a88, a89, a90, a91, a92, a93, a94, a95, a96, \
	a97, a98, a99, a100, a101, a102, a103, a104, a105, a106, a107, a108, \
	a109, a110, a111, a112, a113, a114, a115, a116, a117, a118, a119, \
	a120, a121, a122, a123, a124, a125, a126, a127, a128, a129, a130, \
	a131, a132, a133, a134, a135, a136, a137, a138, a139, a140, a141, \
	a142, a143, a144, a145, a146, a147, a148, a149, a150, a151, a152, \
	a153, a154, a155, a156, a157, a158, a159, a160, a161, a162, a163, \
	a164, a165, a166, a167, a168, a169, a170, a171, a172, a173, a174, \
	a175, a176, a177, a178, a179, a180, a181, a182, a183, a184, a185, \
	a186, a187, a188, a189, a190, a191, a192, a193, a194, a195, a196, \
	a197, a198, a199, a200, n, ...) \
	CALX_CAT_(CALX_LENGTH_, CALX_IS_PAREN_(n))(n)
#define CALX_LENGTH_1(length) length
#define CALX_LENGTH_0(item) (12,8,201) /* an item: there are more */

/* the number of arguments, 1 to 200, or 201 for more */
#define CALX_COUNT_(...) CALX_COUNT_I_(CALX_LENGTH_(__VA_ARGS__))
#define CALX_COUNT_I_(length) CALX_COUNT_II_ length
#define CALX_COUNT_II_(blocks, rest, count) count
/* whether there are not too many */
#define CALX_FITS_(...) (CALX_COUNT_(__VA_ARGS__) <= 200)

/* 1, 2 or 3 arguments, or N for more of them, up to 70 */
#define CALX_FEW_(...) CALX_FEW_I_(__VA_ARGS__, N, N, N, N, N, N, N, N, N, N, \
	N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, \
	N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, \
	N, N, N, N, N, N, N, N, N, N, N, 3, 2, 1, 0, )
#define CALX_FEW_I_(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, \
	a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, \
	a28, a29, a30, a31, a32, a33, a34, a35, a36, a37, a38, a39, a40, a41, \
	a42, a43, a44, a45, a46, a47, a48, a49, a50, a51, a52, a53, a54, a55, \
	a56, a57, a58, a59, a60, a61, a62, a63, a64, a65, a66, a67, a68, a69, \
	a70, n, ...) n

/* macro(a, b, item) macro(a, b, item) ... */
#define CALX_EACH_(m, a, b, ...) \
	CALX_EACH_I_(CALX_LENGTH_(__VA_ARGS__), m, a, b, __VA_ARGS__, )
#define CALX_EACH_I_(length, ...) CALX_EACH_CALL_(CALX_UNPAREN_ length, __VA_ARGS__)
#define CALX_EACH_CALL_(...) CALX_EACH_II_(__VA_ARGS__)
#define CALX_EACH_II_(blocks, rest, count, ...) \
	CALX_EACH_BLOCKS_##blocks(CALX_EACH_REST_##rest, __VA_ARGS__)
#define CALX_EACH_BLOCKS_0(last, ...) last(__VA_ARGS__)
#define CALX_EACH_BLOCKS_1(last, m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16) CALX_EACH_BLOCKS_0(last, m, a, b, __VA_ARGS__)
#define CALX_EACH_BLOCKS_2(last, m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16) CALX_EACH_BLOCKS_1(last, m, a, b, __VA_ARGS__)
#define CALX_EACH_BLOCKS_3(last, m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16) CALX_EACH_BLOCKS_2(last, m, a, b, __VA_ARGS__)
#define CALX_EACH_BLOCKS_4(last, m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16) CALX_EACH_BLOCKS_3(last, m, a, b, __VA_ARGS__)
#define CALX_EACH_BLOCKS_5(last, m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16) CALX_EACH_BLOCKS_4(last, m, a, b, __VA_ARGS__)
#define CALX_EACH_BLOCKS_6(last, m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16) CALX_EACH_BLOCKS_5(last, m, a, b, __VA_ARGS__)
#define CALX_EACH_BLOCKS_7(last, m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16) CALX_EACH_BLOCKS_6(last, m, a, b, __VA_ARGS__)
#define CALX_EACH_BLOCKS_8(last, m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16) CALX_EACH_BLOCKS_7(last, m, a, b, __VA_ARGS__)
#define CALX_EACH_BLOCKS_9(last, m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16) CALX_EACH_BLOCKS_8(last, m, a, b, __VA_ARGS__)
#define CALX_EACH_BLOCKS_10(last, m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16) CALX_EACH_BLOCKS_9(last, m, a, b, __VA_ARGS__)
#define CALX_EACH_BLOCKS_11(last, m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16) CALX_EACH_BLOCKS_10(last, m, a, b, __VA_ARGS__)
#define CALX_EACH_BLOCKS_12(last, m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16) CALX_EACH_BLOCKS_11(last, m, a, b, __VA_ARGS__)
#define CALX_EACH_REST_1(m, a, b, a1, ...) \
	m(a, b, a1)
#define CALX_EACH_REST_2(m, a, b, a1, a2, ...) \
	m(a, b, a1) m(a, b, a2)
#define CALX_EACH_REST_3(m, a, b, a1, a2, a3, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3)
#define CALX_EACH_REST_4(m, a, b, a1, a2, a3, a4, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4)
#define CALX_EACH_REST_5(m, a, b, a1, a2, a3, a4, a5, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5)
#define CALX_EACH_REST_6(m, a, b, a1, a2, a3, a4, a5, a6, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6)
#define CALX_EACH_REST_7(m, a, b, a1, a2, a3, a4, a5, a6, a7, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7)
#define CALX_EACH_REST_8(m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8)
#define CALX_EACH_REST_9(m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9)
#define CALX_EACH_REST_10(m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10)
#define CALX_EACH_REST_11(m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11)
#define CALX_EACH_REST_12(m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12)
#define CALX_EACH_REST_13(m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13)
#define CALX_EACH_REST_14(m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14)
#define CALX_EACH_REST_15(m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15)
#define CALX_EACH_REST_16(m, a, b, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, b, a1) m(a, b, a2) m(a, b, a3) m(a, b, a4) m(a, b, a5) \
	m(a, b, a6) m(a, b, a7) m(a, b, a8) m(a, b, a9) m(a, b, a10) \
	m(a, b, a11) m(a, b, a12) m(a, b, a13) m(a, b, a14) m(a, b, a15) \
	m(a, b, a16)

/* macro(a, item), macro(a, item), ... */
#define CALX_LIST_(m, a, ...) \
	CALX_LIST_I_(CALX_LENGTH_(__VA_ARGS__), m, a, __VA_ARGS__, )
#define CALX_LIST_I_(length, ...) CALX_LIST_CALL_(CALX_UNPAREN_ length, __VA_ARGS__)
#define CALX_LIST_CALL_(...) CALX_LIST_II_(__VA_ARGS__)
#define CALX_LIST_II_(blocks, rest, count, ...) \
	CALX_LIST_BLOCKS_##blocks(CALX_LIST_REST_##rest, __VA_ARGS__)
#define CALX_LIST_BLOCKS_0(last, ...) last(__VA_ARGS__)
#define CALX_LIST_BLOCKS_1(last, m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16), \
	CALX_LIST_BLOCKS_0(last, m, a, __VA_ARGS__)
#define CALX_LIST_BLOCKS_2(last, m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16), \
	CALX_LIST_BLOCKS_1(last, m, a, __VA_ARGS__)
#define CALX_LIST_BLOCKS_3(last, m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16), \
	CALX_LIST_BLOCKS_2(last, m, a, __VA_ARGS__)
#define CALX_LIST_BLOCKS_4(last, m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16), \
	CALX_LIST_BLOCKS_3(last, m, a, __VA_ARGS__)
#define CALX_LIST_BLOCKS_5(last, m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16), \
	CALX_LIST_BLOCKS_4(last, m, a, __VA_ARGS__)
#define CALX_LIST_BLOCKS_6(last, m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16), \
	CALX_LIST_BLOCKS_5(last, m, a, __VA_ARGS__)
#define CALX_LIST_BLOCKS_7(last, m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16), \
	CALX_LIST_BLOCKS_6(last, m, a, __VA_ARGS__)
#define CALX_LIST_BLOCKS_8(last, m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16), \
	CALX_LIST_BLOCKS_7(last, m, a, __VA_ARGS__)
#define CALX_LIST_BLOCKS_9(last, m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16), \
	CALX_LIST_BLOCKS_8(last, m, a, __VA_ARGS__)
#define CALX_LIST_BLOCKS_10(last, m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16), \
	CALX_LIST_BLOCKS_9(last, m, a, __VA_ARGS__)
#define CALX_LIST_BLOCKS_11(last, m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16), \
	CALX_LIST_BLOCKS_10(last, m, a, __VA_ARGS__)
#define CALX_LIST_BLOCKS_12(last, m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, \
	a11, a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16), \
	CALX_LIST_BLOCKS_11(last, m, a, __VA_ARGS__)
#define CALX_LIST_REST_1(m, a, a1, ...) \
	m(a, a1)
#define CALX_LIST_REST_2(m, a, a1, a2, ...) \
	m(a, a1), m(a, a2)
#define CALX_LIST_REST_3(m, a, a1, a2, a3, ...) \
	m(a, a1), m(a, a2), m(a, a3)
#define CALX_LIST_REST_4(m, a, a1, a2, a3, a4, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4)
#define CALX_LIST_REST_5(m, a, a1, a2, a3, a4, a5, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5)
#define CALX_LIST_REST_6(m, a, a1, a2, a3, a4, a5, a6, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6)
#define CALX_LIST_REST_7(m, a, a1, a2, a3, a4, a5, a6, a7, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7)
#define CALX_LIST_REST_8(m, a, a1, a2, a3, a4, a5, a6, a7, a8, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8)
#define CALX_LIST_REST_9(m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9)
#define CALX_LIST_REST_10(m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10)
#define CALX_LIST_REST_11(m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, \
	...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11)
#define CALX_LIST_REST_12(m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, \
	a12, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12)
#define CALX_LIST_REST_13(m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, \
	a12, a13, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13)
#define CALX_LIST_REST_14(m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, \
	a12, a13, a14, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14)
#define CALX_LIST_REST_15(m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, \
	a12, a13, a14, a15, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15)
#define CALX_LIST_REST_16(m, a, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, \
	a12, a13, a14, a15, a16, ...) \
	m(a, a1), m(a, a2), m(a, a3), m(a, a4), m(a, a5), m(a, a6), m(a, a7), \
	m(a, a8), m(a, a9), m(a, a10), m(a, a11), m(a, a12), m(a, a13), \
	m(a, a14), m(a, a15), m(a, a16)

/* clang-format on */

#endif
