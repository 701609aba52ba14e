/*
    nearest.ts -- The name that somebody probably meant.
*/

/** Longest name that is compared: the work grows with the square of it. */
const LONGEST = 64

/** The one of `names` that is a misspelling or two away from `name`; null: none is. */
export function nearestName(name: string, names: readonly string[]): string | null {
    let best: string | null = null
    // One misspelling in a name of two or three letters, two in a longer one.
    let least = name.length < 2 ? 1 : Math.min(3, Math.max(2, Math.ceil(name.length / 2)))
    for (const candidate of names) {
        const distance = distanceOf(name.toLowerCase(), candidate.toLowerCase())
        if (distance < least) {
            least = distance
            best = candidate
        }
    }
    return best
}

/** Letters to add, drop, change or swap with the next, to make `b` of `a` (optimal string alignment). */
function distanceOf(a: string, b: string): number {
    if (a.length > LONGEST || b.length > LONGEST) {
        return Infinity
    }
    let before: number[] = []
    let above = Array.from({ length: b.length + 1 }, (_, j) => j)
    for (let i = 1; i <= a.length; i++) {
        const row = [i]
        for (let j = 1; j <= b.length; j++) {
            const same = a[i - 1] === b[j - 1]
            let distance = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1))
            if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
                distance = Math.min(distance, before[j - 2]! + 1)
            }
            row.push(distance)
        }
        before = above
        above = row
    }
    return above[b.length]!
}
