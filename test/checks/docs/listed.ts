/*
    listed.ts -- Finds pages that the index of their folder does not lead to.
*/

import { posix } from 'node:path'
import type { Finding } from '../finding.js'

/**
 * Check an index.
 *
 * @param index its path
 * @param text its text
 * @param pages the paths of the pages that must be linked from it
 */
export function checkListed(index: string, text: string, pages: readonly string[]): Finding[] {
    const linked = new Set(
        [...text.matchAll(/\]\(([^)#\s]+)/g)].map(([, link = '']) => posix.join(posix.dirname(index), link)),
    )
    return pages
        .filter(page => page !== index && !linked.has(page))
        .map(page => ({ file: index, line: 0, column: 0, rule: 'index', message: `No link to ${page}: add one` }))
}
