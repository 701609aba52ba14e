/*
    flags.ts -- Who owns the names and values of a list or hash. Memory is collected here, so that few of them have an effect.
    Source: spec runtime.md §15, §16.
*/

/** The collection owns the values. Without effect but for `rSetItem`, which does not return what it owned. */
export const R_DYNAMIC_VALUE = 0x1
/** The values belong to the caller: the default. */
export const R_STATIC_VALUE = 0x2
/** The values are copied, which turns NULL into `''`. */
export const R_TEMPORAL_VALUE = 0x4
/** The flags that say who owns the values. */
export const R_VALUE_MASK = 0x7

/** The hash owns the names. Without effect. */
export const R_DYNAMIC_NAME = 0x8
/** The names belong to the caller: the default. Without effect. */
export const R_STATIC_NAME = 0x10
/** The names are copied. Without effect. */
export const R_TEMPORAL_NAME = 0x20
/** The flags that say who owns the names. */
export const R_NAME_MASK = 0x38

/** Upper and lower case of ASCII letters in names are the same. */
export const R_HASH_CASELESS = 0x40
