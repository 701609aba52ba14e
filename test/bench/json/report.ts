/*
    report.ts -- The table of bench:json.
*/

import { figureText, median, numberText } from '../harness/index.js'
import type { Candidate, Row } from './rows.js'

/** All figures of a row. */
export interface RowFigures {
    readonly row: Row
    /** Candidate -> its rounds, microseconds. */
    readonly rounds: Readonly<Partial<Record<Candidate, readonly number[]>>>
}

const titles: Readonly<Record<Candidate, string>> = { ioto: 'ioto-fiber', json5: 'json5', native: 'built-in JSON' }

/** Head and cells: the target and its verdict, the speed, then the candidates. */
export function tableOf(
    figures: readonly RowFigures[],
    candidates: readonly Candidate[],
): [head: string[], cells: string[][]] {
    const head = ['µs', 'target', '', 'MB/s', ...candidates.map(each => titles[each])]
    return [head, figures.map(each => cellsOf(each, candidates))]
}

function cellsOf({ row, rounds }: RowFigures, candidates: readonly Candidate[]): string[] {
    const ours = median(rounds.ioto ?? [])
    const limit = limitOf(row, rounds)
    return [
        row.title,
        targetText(row),
        Number.isNaN(limit) || Number.isNaN(ours) ? '' : ours <= limit ? 'met' : 'missed',
        row.size === 0 || Number.isNaN(ours) ? '' : (row.size / ours).toFixed(0),
        ...candidates.map(each => cellOf(each, rounds[each], ours)),
    ]
}

function targetText({ target }: Row): string {
    if (target === undefined) {
        return ''
    }
    return 'share' in target ? `≤ ${target.share} of ${titles[target.of]}` : `≤ ${numberText(target.microseconds)}`
}

/** Microseconds of the target; NaN: there is none, or nothing to compare with. */
function limitOf({ target }: Row, rounds: RowFigures['rounds']): number {
    if (target === undefined) {
        return Number.NaN
    }
    return 'share' in target ? target.share * median(rounds[target.of] ?? []) : target.microseconds
}

function cellOf(candidate: Candidate, values: readonly number[] | undefined, ours: number): string {
    if (values === undefined) {
        return ''
    }
    const ratio = median(values) / ours
    return candidate === 'ioto' || Number.isNaN(ratio)
        ? figureText(values)
        : `${figureText(values)} (${ratio.toFixed(ratio < 10 ? 2 : 0)})`
}
