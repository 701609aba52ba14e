/*
    constants.ts -- Node types, flags and limits, with the values of C. Source: spec json.md §2.
*/

/** Node types: bits, so that `type & (JSON_OBJECT | JSON_ARRAY)` tells a container. Comments are never produced. */
export const JSON_OBJECT = 0x1
export const JSON_ARRAY = 0x2
export const JSON_COMMENT = 0x4
export const JSON_STRING = 0x8
export const JSON_PRIMITIVE = 0x10
export const JSON_REGEXP = 0x20

/** Parse flags: strict is RFC 8259; passing a value on has no meaning where memory is collected. */
export const JSON_STRICT_PARSE = 0x1
export const JSON_PASS_VALUE = 0x2

/** Render flag: containers that fit go onto one line; only together with `JSON_MULTILINE`. */
export const JSON_COMPACT = 0x10
/** Render flag: quotes are `"`; without it they are `'`. */
export const JSON_DOUBLE_QUOTES = 0x20
/** Render flag: line feed, carriage return and tab are escaped. */
export const JSON_ENCODE = 0x40
/** Render flag: `${path}` in string values is expanded. */
export const JSON_EXPAND = 0x80
/** Render flag: one property a line, indented, and a final line feed. */
export const JSON_MULTILINE = 0x100
/** Render flag that the renderer ignores, as C does. */
export const JSON_ONE_LINE = 0x200
/** Render flag: names are always quoted. */
export const JSON_QUOTE_KEYS = 0x400
/** Render flag without an effect of its own: single quotes are the default. */
export const JSON_SINGLE_QUOTES = 0x800
/** Internal in C; defined for ported code. */
export const JSON_KEY = 0x1000
/** Render flag: `<nid/last> ` before each value. */
export const JSON_DEBUG = 0x2000
/** Render flag: no quotes and no brackets. */
export const JSON_BARE = 0x4000
/** Internal in C; defined for ported code. */
export const JSON_EXPANDING = 0x8000
export const JSON_EXPECT_KEY = 0x10000
export const JSON_EXPECT_COMMA = 0x20000
export const JSON_EXPECT_VALUE = 0x40000
export const JSON_PARSE_FLAGS = 0xff000

/** Formats, made of render flags. */
export const JSON_JS = JSON_SINGLE_QUOTES
/** Render flags of strict JSON on one line. */
export const JSON_JSON = JSON_DOUBLE_QUOTES | JSON_QUOTE_KEYS | JSON_ENCODE
export const JSON_JSON5 = JSON_SINGLE_QUOTES
export const JSON_HUMAN = JSON_JSON5 | JSON_MULTILINE | JSON_COMPACT

/** Former names. */
export const JSON_PRETTY = JSON_HUMAN
export const JSON_QUOTES = JSON_DOUBLE_QUOTES
export const JSON_STRICT = JSON_STRICT_PARSE | JSON_JSON

/** Blend flags, numbers of their own: property names carry the mode as a prefix, `+ - ? =`. */
export const JSON_COMBINE = 0x1
/** Blend flag: the default. */
export const JSON_OVERWRITE = 0x2
/** Blend flag: `+`, adds to what is there. */
export const JSON_APPEND = 0x4
/** Blend flag: `-`, takes out of what is there. */
export const JSON_REPLACE = 0x8
/** Blend flag: `?`, only what is not there. */
export const JSON_CCREATE = 0x10
/** Blend flag: the value `undefined` removes the property. */
export const JSON_REMOVE_UNDEF = 0x20

/** A tree has at most this many nodes. */
export const ME_JSON_MAX_NODES = 100_000
/** A blend goes at most this many objects deep. */
export const ME_JSON_MAX_RECURSION = 32
/** Below this length, in bytes, a container goes onto one line. */
export const JSON_MAX_LINE_LENGTH = 120
/** Blanks a level. */
export const JSON_DEFAULT_INDENT = 4
