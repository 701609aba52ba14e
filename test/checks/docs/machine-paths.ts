/*
    machine-paths.ts -- Finds paths that exist on one machine only.
*/

import type { Finding } from '../finding.js'

/** An absolute path into a place where people and builds keep their own folders. */
const MACHINE = new RegExp(
    `(?<![\\w.~})-])/(?:${['work', 'tmp', 'root', 'home', 'Users', 'farm'].join('|')})/[\\w.-]`,
    'g',
)

/** Check one file. */
export function checkMachinePaths(file: string, text: string): Finding[] {
    return text.split('\n').flatMap((line, i) =>
        [...line.matchAll(MACHINE)].map(match => ({
            file,
            line: i + 1,
            column: match.index + 1,
            rule: 'machine-path',
            message: 'Path of one machine: write a relative one, or ask the system for its folder',
        })),
    )
}
