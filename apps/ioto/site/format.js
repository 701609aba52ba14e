/*
    format.js -- Figures and times as short texts.
*/

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** A figure that may be large: 0.4, 12, 1,234, 56.7K. */
export function short(n) {
    if (n >= 10_000) {
        return compact.format(n)
    }
    return n > 0 && n < 9.95 && !Number.isInteger(n) ? n.toFixed(1) : whole.format(n)
}

/** Bytes as millions of bytes. */
export function megabytes(bytes) {
    const mb = bytes / 1e6
    return mb < 99.95 ? mb.toFixed(1) : whole.format(mb)
}

/** Bytes in the unit that fits: 512 B, 3.4 KB, 120 MB. */
export function bytes(n) {
    const [unit, size] = [
        ['GB', 1e9],
        ['MB', 1e6],
        ['KB', 1e3],
    ].find(([, size]) => n >= size) ?? ['B', 1]
    const value = n / size
    return `${value >= 99.95 || size === 1 ? whole.format(value) : value.toFixed(1)} ${unit}`
}

const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
]

/** Milliseconds in the largest unit that fits: 7 ms, 41 s, 3 min, 2 d. */
export function duration(ms) {
    const [unit, size] = units.find(([, size]) => ms >= size) ?? ['ms', 1]
    return `${Math.max(Math.floor(ms / size), 0)} ${unit}`
}

/** A number of things: 1 fiber, 2 fibers. */
export function count(n, thing) {
    return `${short(n)} ${thing}${n === 1 ? '' : 's'}`
}

/** Seconds as minutes and seconds: 0:07, 4:32, 65:00. */
export function span(seconds) {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
