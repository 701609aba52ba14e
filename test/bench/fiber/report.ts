/*
    report.ts -- The table of bench:fiber.
*/

import { figureText, median, numberText } from '../harness/index.js'
import { ALLOWANCE, type Row } from './rows.js'

/** Module name of ours: the one to which the others are compared. */
const OURS = 'ioto'
/** Module names of the candidates, in the order of the columns. */
export const CANDIDATES: readonly string[] = [OURS, 'bare', 'async', 'effect', 'effection', 'co']

/** All figures of a row. */
export interface RowFigures {
    readonly row: Row
    /** Candidate -> its rounds, in nanoseconds or bytes. */
    readonly rounds: Readonly<Record<string, readonly number[]>>
}

/** Head and cells: what the design's prototype took, ours of the prototype in this run with the verdict, then the candidates. */
export function tableOf(
    figures: readonly RowFigures[],
    candidates: readonly string[],
    titles: ReadonlyMap<string, string>,
): [head: string[], cells: string[][]] {
    const head = [
        'ns, or bytes',
        'design',
        'of bare',
        `≤ ${ALLOWANCE}`,
        ...candidates.map(each => titles.get(each) ?? each),
    ]
    return [head, figures.map(each => cellsOf(each, candidates))]
}

function cellsOf({ row, rounds }: RowFigures, candidates: readonly string[]): string[] {
    const ours = median(rounds[OURS] ?? [])
    const ofBare = ours / median(rounds.bare ?? [])
    return [
        row.title,
        row.chosen === null ? '' : numberText(row.chosen),
        Number.isNaN(ofBare) ? '' : ofBare.toFixed(2),
        Number.isNaN(ofBare) ? '' : ofBare <= ALLOWANCE ? 'met' : 'missed',
        ...candidates.map(each => withRatio(each, rounds[each] ?? [], ours)),
    ]
}

function withRatio(candidate: string, values: readonly number[], ours: number): string {
    const ratio = median(values) / ours
    return candidate === OURS || Number.isNaN(ratio)
        ? figureText(values)
        : `${figureText(values)} (${ratio.toFixed(1)})`
}
