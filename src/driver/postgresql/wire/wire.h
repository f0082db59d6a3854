#ifndef CALX_DRIVER_POSTGRESQL_WIRE_WIRE_H
#define CALX_DRIVER_POSTGRESQL_WIRE_WIRE_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

/* What stands on the wire: numbers of types (PostgreSQL's pg_type.dat, which
 * never change), and integers and floats, most significant byte first
 * (https://www.postgresql.org/docs/15/protocol-message-formats.html). */

enum wire_oid {
	OID_UNKNOWN_YET = 0, /* the server infers it */
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_CHAR = 18,
	OID_NAME = 19,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_TEXT = 25,
	OID_OID = 26,
	OID_JSON = 114,
	OID_XML = 142,
	OID_FLOAT4 = 700,
	OID_FLOAT8 = 701,
	OID_UNKNOWN = 705,
	OID_BPCHAR = 1042,
	OID_VARCHAR = 1043,
	OID_DATE = 1082,
	OID_TIME = 1083,
	OID_TIMESTAMP = 1114,
	OID_TIMESTAMPTZ = 1184,
	OID_INTERVAL = 1186,
	OID_NUMERIC = 1700,
	OID_VOID = 2278,
	OID_UUID = 2950,
	OID_JSONB = 3802
};

/* what the text of a jsonb has before it */
#define WIRE_JSONB_VERSION '\1'

#define WIRE_INTEGER(bits)                                                     \
	static inline int##bits##_t calx__wire_get##bits(const char *at)       \
	{                                                                      \
		uint##bits##_t number;                                         \
                                                                               \
		memcpy(&number, at, sizeof(number));                           \
		return (int##bits##_t)be##bits##toh(number);                   \
	}                                                                      \
	static inline void calx__wire_put##bits(char *at, int##bits##_t value) \
	{                                                                      \
		const uint##bits##_t number =                                  \
			htobe##bits((uint##bits##_t)value);                    \
                                                                               \
		memcpy(at, &number, sizeof(number));                           \
	}
WIRE_INTEGER(16)
WIRE_INTEGER(32)
WIRE_INTEGER(64)
#undef WIRE_INTEGER

static inline double calx__wire_get_double(const char *at)
{
	const int64_t bits = calx__wire_get64(at);
	double number;

	memcpy(&number, &bits, sizeof(number));
	return number;
}

static inline float calx__wire_get_float(const char *at)
{
	const int32_t bits = calx__wire_get32(at);
	float number;

	memcpy(&number, &bits, sizeof(number));
	return number;
}

static inline void calx__wire_put_double(char *at, double number)
{
	int64_t bits;

	memcpy(&bits, &number, sizeof(bits));
	calx__wire_put64(at, bits);
}

static inline void calx__wire_put_float(char *at, float number)
{
	int32_t bits;

	memcpy(&bits, &number, sizeof(bits));
	calx__wire_put32(at, bits);
}

#endif
