/*
    debug-run.ts -- Sessions of `ioto debug` for tests: commands go in, all that was shown comes out.
*/

import { spawnSync } from 'node:child_process'
import { main } from '../agent.js'

/** What tap adds to see into child processes would be debugged too. */
export const { NODE_OPTIONS: _, ...plain } = process.env

/** What a session came to. */
export interface DebugRun {
    readonly output: string
    readonly status: number | null
}

/** Gives commands to `ioto debug`, one a line. */
export function debugRun(cwd: string, args: readonly string[], commands: string): DebugRun {
    const { stdout, stderr, status } = spawnSync(process.execPath, [main, 'debug', ...args], {
        cwd,
        input: commands,
        encoding: 'utf8',
        env: plain,
        maxBuffer: 64 * 1024 * 1024,
    })
    return { output: stdout + stderr, status }
}

/** Does the commands that a transcript has, after `(ioto) `; gives the transcript as it came out. */
export function repeat(cwd: string, args: readonly string[], transcript: string): DebugRun {
    const commands = transcript.split('\n').flatMap(line => /^\(ioto\) (.*)$/.exec(line)?.[1] ?? [])
    return debugRun(cwd, args, `${commands.join('\n')}\n`)
}
