#include "sql/type/uuid.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

#include "sql/type/column.h"
#include "util/ascii.h"

/* UUIDs: 16 bytes in a row, 36 characters as text. */

#define TEXT_LENGTH 36
#define DIGIT_COUNT 32

/* Whether a hyphen stands before byte i: 8-4-4-4-12 digits. */
static bool is_group_start(size_t i)
{
	return i == 4 || i == 6 || i == 8 || i == 10;
}

calx_uuid calx_uuid_new(void)
{
	calx_uuid uuid = { { 0 } };
	ssize_t got;

	do
		got = getrandom(uuid.bytes, sizeof(uuid.bytes), 0);
	while (got < 0 && errno == EINTR);
	/* without randomness there is no UUID: all zero, which is not stored */
	if (got != sizeof(uuid.bytes))
		return (calx_uuid){ { 0 } };
	uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0f) | 0x40); /* version */
	uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3f) | 0x80); /* variant */
	return uuid;
}

enum calx_status calx_uuid_read(
	const char *text, size_t length, calx_uuid *ret_uuid)
{
	calx_uuid uuid;

	if (length != TEXT_LENGTH && length != DIGIT_COUNT)
		return CALX_INVALID;
	for (size_t i = 0; i < sizeof(uuid.bytes); i++) {
		unsigned high, low;

		if (length == TEXT_LENGTH && is_group_start(i) &&
			*text++ != '-')
			return CALX_INVALID;
		high = calx__ascii_digit(*text++);
		low = calx__ascii_digit(*text++);
		if (high > 15 || low > 15)
			return CALX_INVALID;
		uuid.bytes[i] = (uint8_t)(high << 4 | low);
	}
	*ret_uuid = uuid;
	return CALX_OK;
}

void calx_uuid_write(calx_uuid uuid, char text[TEXT_LENGTH + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < sizeof(uuid.bytes); i++) {
		if (is_group_start(i))
			*text++ = '-';
		*text++ = digits[uuid.bytes[i] >> 4];
		*text++ = digits[uuid.bytes[i] & 15];
	}
	*text = '\0';
}

/* ---- in columns ----------------------------------------------------------- */

TYPE_COPIED(uuid, uuid, CALX_UUID)

size_t calx__uuid_write(const calx_value *value, char *text)
{
	calx_uuid_write(value->as.uuid, text);
	return TEXT_LENGTH;
}

size_t calx__uuid_write_hex(const calx_value *value, char *text)
{
	char dashed[TEXT_LENGTH + 1];
	size_t length = 0;

	calx_uuid_write(value->as.uuid, dashed);
	for (size_t i = 0; i <= TEXT_LENGTH; i++)
		if (dashed[i] != '-')
			text[length++] = dashed[i];
	return DIGIT_COUNT;
}

/* Whether all letters are of the case of the first one. */
static bool is_of_one_case(const char *text, size_t size)
{
	bool upper = false, lower = false;

	for (size_t i = 0; i < size; i++) {
		upper |= text[i] >= 'A' && text[i] <= 'F';
		lower |= text[i] >= 'a' && text[i] <= 'f';
	}
	return !(upper && lower);
}

bool calx__uuid_get(const char *text, size_t size, calx_uuid *ret_uuid)
{
	return calx_uuid_read(text, size, ret_uuid) >= 0 &&
	       is_of_one_case(text, size);
}

static bool uuid_read(const char *text, size_t size, calx_value *ret_value)
{
	return calx_uuid_read(text, size, &ret_value->as.uuid) >= 0;
}

static bool uuid_same(const calx_value *a, const calx_value *b)
{
	return memcmp(&a->as.uuid, &b->as.uuid, sizeof(calx_uuid)) == 0;
}

static uint64_t uuid_hash(const calx_value *value)
{
	return XXH3_64bits(&value->as.uuid, sizeof(calx_uuid));
}

static bool uuid_is_unset(const calx_value *value)
{
	static const calx_value zero;

	return uuid_same(value, &zero);
}

/* The nil UUID is a value where a field can say that it has one. */
enum calx_status calx__uuid_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	(void)type;
	if (!uuid_is_unset(value) || calx__column_may_lack(column))
		return CALX_OK;
	return calx__column_unset(error, column);
}

const struct value_family calx__uuids = {
	.same = uuid_same,
	.equal = uuid_same,
	.hash = uuid_hash,
	.read = uuid_read,
	.is_unset = uuid_is_unset,
};
