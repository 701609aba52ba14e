/*
    system-printf.ts -- The printf command of the system, many values at a time.
*/

import { spawnSync } from 'node:child_process'

const LINE = '\n'
const COLUMN = '|'

function run(args: string[]): string | undefined {
    const { status, stdout } = spawnSync('printf', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
    return status === 0 ? stdout : undefined
}

/** Whether there is such a command, of the kind that knows long numbers and hexadecimal ones. */
export const hasPrintf = run(['%ld %.1f', '9223372036854775807', '0x1.8p1']) === '9223372036854775807 3.0'

/** What the command prints for each of the values, each in all formats: one run of the command, since starting it takes long. */
export function systemPrintf(formats: readonly string[], values: readonly string[]): string[][] {
    const args = values.flatMap(value => formats.map(() => value))
    const lines =
        run([formats.join(COLUMN) + LINE, ...args])
            ?.split(LINE)
            .slice(0, -1) ?? []
    return lines.map(line => line.split(COLUMN))
}
