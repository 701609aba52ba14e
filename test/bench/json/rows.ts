/*
    rows.ts -- What bench:json measures.
*/

import JSON5 from 'json5'
import { get, parse, stringify } from '../../../services/json/index.js'
import { config, devices } from './corpus.js'

/** Who is measured: ioto-fiber, the package json5, what V8 has built in. */
export const CANDIDATES = ['ioto', 'json5', 'native'] as const
export type Candidate = (typeof CANDIDATES)[number]

/** One row of the table. */
export interface Row {
    readonly id: string
    readonly title: string
    /** Characters that one unit reads or writes, for the speed; 0: none. */
    readonly size: number
    /** What ioto-fiber is to reach: microseconds, or a share of what another one takes in the same run. */
    readonly target?: { readonly microseconds: number } | { readonly of: 'json5' | 'native'; readonly share: number }
    /** By candidate: makes the texts it needs, and gives the function that does the work once. Without one, the cell is empty. */
    readonly work: Readonly<Partial<Record<Candidate, () => () => unknown>>>
}

const MEGABYTE = 1e6

/**
 * The design wants 15 µs for its configuration and 100 MB/s, on a machine where the package json5 takes 113 µs and reads 13 MB/s
 * (measurements.md). What travels to other machines is the ratio.
 */
const ofJson5 = { of: 'json5', share: 0.13 } as const
const nearNative = { of: 'native', share: 1.1 } as const

const configValue = parse(config)
const configJson = JSON.stringify(configValue)
const list = devices(MEGABYTE)
const strict = JSON.stringify(list)
const written = JSON5.stringify(list, null, 4)
const nested = { a: { b: [{ c: 1 }] } }

/** Calls that are done in one go, where one is too short. */
const MANY = 1000

function gets(): number {
    let sum = 0
    for (let i = 0; i < MANY; i++) {
        sum += get(nested, 'a.b[0].c', 0)
    }
    return sum
}

export const rows: readonly Row[] = [
    {
        id: 'config',
        title: 'parse a configuration as people write it',
        size: config.length,
        target: ofJson5,
        work: { ioto: () => () => parse(config), json5: () => () => JSON5.parse(config) },
    },
    {
        id: 'config-json',
        title: 'parse the same configuration as JSON, relaxed mode',
        size: configJson.length,
        work: {
            ioto: () => () => parse(configJson),
            json5: () => () => JSON5.parse(configJson),
            native: () => () => JSON.parse(configJson),
        },
    },
    {
        id: 'relaxed',
        title: 'parse 1 MB of JSON, relaxed mode',
        size: strict.length,
        target: ofJson5,
        work: {
            ioto: () => () => parse(strict),
            json5: () => () => JSON5.parse(strict),
            native: () => () => JSON.parse(strict),
        },
    },
    {
        id: 'written',
        title: 'parse the same values with bare names, quotes of both kinds and indents, 2 MB',
        size: written.length,
        target: ofJson5,
        work: { ioto: () => () => parse(written), json5: () => () => JSON5.parse(written) },
    },
    {
        id: 'strict',
        title: 'parse 1 MB of JSON, strict mode',
        size: strict.length,
        target: nearNative,
        work: { ioto: () => () => parse(strict, { mode: 'strict' }), native: () => () => JSON.parse(strict) },
    },
    {
        id: 'trusted',
        title: 'parse 1 MB of JSON, strict mode without a limit of depth',
        size: strict.length,
        target: nearNative,
        work: {
            ioto: () => () => parse(strict, { mode: 'strict', depth: Number.POSITIVE_INFINITY }),
            native: () => () => JSON.parse(strict),
        },
    },
    {
        id: 'get',
        title: 'get of a key with four terms, a thousand times',
        size: 0,
        target: { microseconds: 0.3 * MANY },
        work: { ioto: () => gets },
    },
    {
        id: 'stringify',
        title: 'stringify the configuration as JSON',
        size: configJson.length,
        work: {
            ioto: () => () => stringify(configValue),
            json5: () => () => JSON5.stringify(configValue),
            native: () => () => JSON.stringify(configValue),
        },
    },
    {
        id: 'human',
        title: 'stringify the configuration for people',
        size: config.length,
        work: {
            ioto: () => () => stringify(configValue, { format: 'relaxed', layout: 'compact' }),
            json5: () => () => JSON5.stringify(configValue, null, 4),
            native: () => () => JSON.stringify(configValue, null, 4),
        },
    },
]
