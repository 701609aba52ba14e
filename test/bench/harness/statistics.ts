/*
    statistics.ts -- The two figures that describe the rounds of one measurement.

    The median, because a shared machine disturbs single rounds upwards and the mean would take that for the truth; the
    spread, to see whether a difference between two medians means anything.
*/

/** The middle value of `values` (of an even number: the mean of the middle two); NaN of none. */
export function median(values: readonly number[]): number {
    const sorted = values.toSorted((a, b) => a - b)
    const middle = sorted.length >> 1
    const upper = sorted[middle] ?? Number.NaN
    return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The median distance from the median, as a share of the median: 0.1 is "give or take 10 %". NaN of none. */
export function spread(values: readonly number[]): number {
    const centre = median(values)
    return median(values.map(value => Math.abs(value - centre))) / Math.abs(centre)
}
