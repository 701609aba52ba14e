/*
    load.ts -- Makes requests as fast as one server answers them: with wrk (Debian package `wrk`), or where that is missing with
    autocannon (npm), which is slower, but the figure that counts is taken at the server.
*/

import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { canPin } from '../harness/index.js'
import type { LoadRow } from './rows.js'

/** What was asked and answered. */
export interface Load {
    readonly requests: number
    readonly perSecond: number
}

/** Connections that are open at a time. */
export const CONNECTIONS = 64
/** The processor on which the load generator runs; servers run on 0. */
const CORE = 1

const run = promisify(execFile)

/** Has wrk send several requests at once. */
const pipeline = fileURLToPath(new URL('../../../../test/bench/web/pipeline.lua', import.meta.url))

let wrk: boolean | undefined

/** The name of the load generator in use. */
export function generatorName(): 'wrk' | 'autocannon' {
    // Given no URL, wrk prints its usage and ends with 1.
    wrk ??= spawnSync('wrk').error === undefined
    return wrk ? 'wrk' : 'autocannon'
}

/**
 * Puts load on `url` for `seconds`, as the row says.
 *
 * @throws Error when any answer is not 200, or nothing is answered
 */
export async function putLoad(
    url: string,
    seconds: number,
    { newConnection, pipelined }: Pick<LoadRow, 'newConnection' | 'pipelined'>,
): Promise<Load> {
    const header = newConnection ? ['-H', 'Connection: close'] : []
    const common = ['-c', String(CONNECTIONS), '-d', String(seconds), ...header]
    const command = generatorName()
    const words =
        command === 'wrk'
            ? ['wrk', '-t', '1', ...common, ...(pipelined > 1 ? ['-s', pipeline] : []), url, '--', String(pipelined)]
            : [
                  process.execPath,
                  fileURLToPath(import.meta.resolve('autocannon')),
                  '--json',
                  '--no-progress',
                  '--pipelining',
                  String(pipelined),
                  ...common,
                  url,
              ]
    const pinned = canPin() ? ['taskset', '-c', String(CORE), ...words] : words
    const { stdout } = await run(pinned[0] as string, pinned.slice(1), { timeout: (seconds + 20) * 1000 })
    return command === 'wrk' ? readWrk(stdout) : readAutocannon(stdout)
}

/**
 * Reads the report of wrk.
 *
 * @throws Error when it tells of answers that are not 2xx or 3xx, or of no answers
 */
export function readWrk(report: string): Load {
    const requests = Number(/(\d+) requests in /.exec(report)?.[1])
    const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(report)?.[1])
    const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(report)?.[1] ?? 0)
    return checked({ requests, perSecond }, refused)
}

/**
 * Reads the JSON report of autocannon.
 *
 * @throws Error when it tells of answers that are not 2xx, or of no answers
 */
export function readAutocannon(report: string): Load {
    const { requests, non2xx, duration } = JSON.parse(report) as {
        requests: { total: number }
        non2xx: number
        duration: number
    }
    return checked({ requests: requests.total, perSecond: requests.total / duration }, non2xx)
}

function checked(load: Load, refused: number): Load {
    if (!(load.requests > 0) || refused > 0) {
        throw new Error(
            `Cannot measure under load: ${load.requests} answers, ${refused} of them refusals, wanted only good ones`,
        )
    }
    return load
}
