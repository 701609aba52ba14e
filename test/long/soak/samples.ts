/*
    samples.ts -- Whether memory and handles of a process are flat over a long time.
*/

/** What was measured at a moment, after a collection of garbage. */
export interface Sample {
    /** Seconds since the start. */
    readonly at: number
    /** Bytes. */
    readonly heap: number
    readonly rss: number
    /** Open files and sockets of the process. */
    readonly handles: number
    readonly fibers: number
    readonly timers: number
}

/** How much more the last part may have than the first: a share, and so much beside. */
const bounds: readonly (readonly [name: keyof Sample, share: number, beside: number])[] = [
    ['heap', 0.1, 2e6],
    ['rss', 0.15, 10e6],
    ['handles', 0, 6],
    ['fibers', 0, 8],
    ['timers', 0, 8],
]

/** What is not flat, one sentence each. The first fifth does not count: caches fill, code is compiled. */
export function judge(samples: readonly Sample[]): string[] {
    const counted = samples.slice(Math.ceil(samples.length / 5))
    const third = Math.floor(counted.length / 3)
    if (third < 1) {
        return ['Too few samples, wanted a longer run']
    }
    const found: string[] = []
    for (const [name, share, beside] of bounds) {
        const [first, last] = [median(counted.slice(0, third), name), median(counted.slice(-third), name)]
        if (last > first * (1 + share) + beside) {
            found.push(`${name} is not flat: ${Math.round(first)} in the first part, ${Math.round(last)} in the last`)
        }
    }
    return found
}

function median(samples: readonly Sample[], name: keyof Sample): number {
    const values = samples.map(sample => sample[name]).sort((a, b) => a - b)
    return values[Math.floor(values.length / 2)]!
}
