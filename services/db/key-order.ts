/*
    key-order.ts -- The order of keys: that of their bytes in UTF-8. Source: spec db.md §3.

    It is the order of code points. JavaScript compares units of UTF-16, which is the same as long as there are no surrogates, that
    is nearly always: those who compare keep a note whether a key has one.
*/

const surrogate = /[\ud800-\udfff]/

/** Whether a key has characters beyond 16 bits, and must be compared by `compareWide`. */
export function isWide(key: string): boolean {
    return surrogate.test(key)
}

/** Compares any keys by their code points. */
export function compareWide(a: string, b: string): number {
    const length = Math.min(a.length, b.length)
    for (let i = 0; i < length; i++) {
        const unit = a.charCodeAt(i)
        const other = b.charCodeAt(i)
        if (unit !== other) {
            return rank(unit) - rank(other)
        }
    }
    return a.length - b.length
}

/** Surrogates stand for what is above all single units. */
function rank(unit: number): number {
    return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
