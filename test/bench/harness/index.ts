/*
    The door of the benchmark harness: what bench:fiber, bench:million and bench:web share.
*/

export { answer } from './answer.js'
export { Child, type ChildOptions, canPin } from './child.js'
export { interleave } from './interleave.js'
export { describeMachine } from './machine.js'
export { type BenchOptions, readOptions } from './options.js'
export { replaceSection, sectionOf } from './page.js'
export { publish, type Report } from './publish.js'
export { measureRows, publishRows, ratioText, type RowFigures, valuesOf, verdictCells } from './rows.js'
export { median, spread } from './statistics.js'
export { figureText, markdownTable, numberText, textTable } from './table.js'
export { type Turns, takeTurns, tellFailure } from './turns.js'
