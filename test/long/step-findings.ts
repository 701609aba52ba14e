/*
    step-findings.ts -- What came out of random steps, as text.
*/

import type { Findings } from '../services/debug/stroll.js'

/** Counts, milliseconds, and what was wrong. */
export function describeFindings({ wrong, times, commands, resumed, paused }: Findings): string {
    const at = (part: number) => times[Math.floor(part * (times.length - 1))]!.toFixed(1)
    const counts = `${commands} commands (${resumed} resumed, ${paused} paused), ${wrong.length} wrong`
    return [`${counts}; median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`, ...wrong].join('\n')
}
