/*
    c-hash.ts -- Hashes under their C names: RHash, RName. Source: spec runtime.md §16.
*/

import { flagsOf, type Nullable, numberOf, type Pointer, R_ERR_CANT_FIND, R_ERR_OK } from '../compat/index.js'
import { snclone } from '../text/c.js'
import { format } from '../text/index.js'
import { RBuf } from './buf.js'
import { RHash, RName } from './hash.js'

export { RHash, RName } from './hash.js'

/**
 * Makes an empty hash; the size has no meaning here. `flags`: `R_HASH_CASELESS`, and who owns names and values; 0 stands for
 * `R_STATIC_NAME | R_STATIC_VALUE`.
 *
 * Source: spec runtime.md §16
 */
export function rAllocHash<V = unknown>(_size: number, flags: number): RHash<V> {
    return new RHash<V>(flagsOf(flags))
}

/**
 * Does nothing: memory is collected.
 *
 * Source: spec runtime.md §16
 */
export function rFreeHash(_hash: Pointer<RHash>): void {}

/**
 * A hash with the same flags and entries; the values are the same, not copies. NULL gives NULL.
 *
 * Source: spec runtime.md §16
 */
export function rCloneHash<V>(master: Pointer<RHash<V>>): Nullable<RHash<V>> {
    return master instanceof RHash ? master.clone() : null
}

/**
 * Inserts a name, or replaces its value and spelling; its place stays. `flags` 0: those of the hash.
 *
 * @returns the entry; NULL for a NULL hash or name
 *
 * Source: spec runtime.md §16
 */
export function rAddName<V>(
    hash: Pointer<RHash<V>>,
    name: Pointer<string>,
    value: V | null | undefined,
    flags: number,
): Nullable<RName<V>> {
    return hash instanceof RHash && typeof name === 'string' ? hash.set(name, value, flagsOf(flags)) : null
}

/**
 * Inserts a name, also if it is there already: that one is covered until this one is removed.
 *
 * @returns the entry; NULL for a NULL hash or name
 *
 * Source: spec runtime.md §16
 */
export function rAddDuplicateName<V>(
    hash: Pointer<RHash<V>>,
    name: Pointer<string>,
    value: V | null | undefined,
    flags: number,
): Nullable<RName<V>> {
    return hash instanceof RHash && typeof name === 'string' ? hash.add(name, value, flagsOf(flags)) : null
}

/**
 * `rAddName` with the first `nameSize` bytes of the name and the first `valueSize` bytes of the value; of a character that is cut,
 * nothing stays.
 *
 * @returns the entry; NULL for a NULL hash or name
 *
 * Source: spec runtime.md §16
 */
export function rAddNameSubstring(
    hash: Pointer<RHash>,
    name: Pointer<string>,
    nameSize: number,
    value: Pointer<string>,
    valueSize: number,
): Nullable<RName> {
    return typeof name === 'string' ? rAddName(hash, snclone(name, nameSize), snclone(value, valueSize), 0) : null
}

/**
 * `rAddName` with a whole number as decimal text.
 *
 * @returns the entry; NULL for a NULL hash or name
 *
 * Source: spec runtime.md §16
 */
export function rAddIntName(hash: Pointer<RHash>, name: Pointer<string>, value: number): Nullable<RName> {
    return rAddName(hash, name, format('%d', [value]), 0)
}

/**
 * `rAddName` with formatted text.
 *
 * @returns the entry; NULL for a NULL hash or name
 *
 * Source: spec runtime.md §16
 */
export function rAddFmtName(
    hash: Pointer<RHash>,
    name: Pointer<string>,
    flags: number,
    fmt: Pointer<string>,
    ...args: unknown[]
): Nullable<RName> {
    return rAddName(hash, name, format(fmt, args), flags)
}

/**
 * Adds to a value that is a number, not text as `rAddIntName` stores it; what is no number counts as 0.
 *
 * @returns the value as it was; 0 for a NULL hash or name
 *
 * Source: spec runtime.md §16
 */
export function rIncName(hash: Pointer<RHash>, name: Pointer<string>, value: number): number {
    const previous = rLookupName(hash, name)
    const number = typeof previous === 'number' ? previous : 0
    rAddName(hash, name, number + (numberOf(value) || 0), 0)
    return number
}

/**
 * The value of a name; NULL if there is none.
 *
 * Source: spec runtime.md §16
 */
export function rLookupName<V>(hash: Pointer<RHash<V>>, name: Pointer<string>): Nullable<V> {
    return hash instanceof RHash && typeof name === 'string' ? hash.get(name) : null
}

/**
 * The latest entry of a name; NULL if there is none.
 *
 * Source: spec runtime.md §16
 */
export function rLookupNameEntry<V>(hash: Pointer<RHash<V>>, name: Pointer<string>): Nullable<RName<V>> {
    return hash instanceof RHash && typeof name === 'string' ? hash.entry(name) : null
}

/**
 * Removes the latest entry of a name.
 *
 * @returns 0, also for a NULL hash and for one that never had an entry; R_ERR_CANT_FIND
 *
 * Source: spec runtime.md §16
 */
export function rRemoveName(hash: Pointer<RHash>, name: Pointer<string>): number {
    if (!(hash instanceof RHash) || !hash.used) {
        return R_ERR_OK
    }
    return typeof name === 'string' && hash.delete(name) ? R_ERR_OK : R_ERR_CANT_FIND
}

/**
 * How many entries there are.
 *
 * Source: spec runtime.md §16
 */
export function rGetHashLength(hash: Pointer<RHash>): number {
    return hash instanceof RHash ? hash.length : 0
}

/**
 * The entry that follows `last` in the order in which they came, the first one after NULL; NULL at the end. `last` may have been
 * removed.
 *
 * Source: spec runtime.md §16
 */
export function rGetNextName<V>(hash: Pointer<RHash<V>>, last: Pointer<RName<V>>): Nullable<RName<V>> {
    return hash instanceof RHash ? hash.next(last instanceof RName ? last : null) : null
}

/**
 * `rHashToString` into a new buffer.
 *
 * Source: spec runtime.md §16
 */
export function rHashToBuf(hash: Pointer<RHash>, join?: Pointer<string>): RBuf {
    return bufOf(rHashToString(hash, join), new RBuf())
}

/**
 * `name="value"` for each entry, with `join` (NULL: `,`) between them. Nothing is escaped; a NULL value is empty. Of a NULL hash: `''`.
 *
 * Source: spec runtime.md §16
 */
export function rHashToString(hash: Pointer<RHash>, join?: Pointer<string>): string {
    return hash instanceof RHash ? hash.toString(typeof join === 'string' ? join : ',') : ''
}

/**
 * Appends `rHashToJson` to a buffer; to a new one for NULL. Returns the buffer.
 *
 * Source: spec runtime.md §16
 */
export function rHashToJsonBuf(hash: Pointer<RHash>, buf: Pointer<RBuf>, pretty: boolean | number): RBuf {
    return bufOf(rHashToJson(hash, pretty), buf instanceof RBuf ? buf : new RBuf())
}

/**
 * The entries as a JSON object. Values whose text is a number in JSON, `true` or `false` are bare, NULL is `null`, all others are quoted.
 * `pretty`: each on a line of its own, indented by four, with a newline at the end. A NULL hash gives `{}`.
 *
 * Source: spec runtime.md §16; defect D-18 of §24 is not imitated
 */
export function rHashToJson(hash: Pointer<RHash>, pretty: boolean | number): string {
    return hash instanceof RHash ? hash.toJsonText(Boolean(pretty)) : '{}'
}

/**
 * The entries in the order in which they came, for `for (const np of ITERATE_NAMES(hash))`. A NULL hash has none.
 *
 * Source: spec runtime.md §16
 */
export function ITERATE_NAMES<V>(hash: Pointer<RHash<V>>): Iterable<RName<V>> {
    return hash instanceof RHash ? hash : []
}

/**
 * The entries and their values, for `for (const [np, item] of ITERATE_NAME_DATA(hash))`. A NULL hash has none.
 *
 * Source: spec runtime.md §16
 */
export function ITERATE_NAME_DATA<V>(hash: Pointer<RHash<V>>): Iterable<[name: RName<V>, item: V]> {
    return hash instanceof RHash ? hash.data() : []
}

function bufOf(text: string, buf: RBuf): RBuf {
    buf.putText(text)
    return buf
}
