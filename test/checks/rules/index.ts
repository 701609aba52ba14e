/*
    rules/index.ts -- The conventions of fiber code as lint rules. They know nothing of this project's folders, so that they can
    check any program that uses the runtime.
*/

import { bareYield } from './bare-yield.js'
import { finallyExit } from './finally-exit.js'
import { floatingYield } from './floating-yield.js'
import { noDefaultExport } from './no-default-export.js'
import type { Rule } from './rule.js'

export { lint } from './lint.js'
export type { Rule, RuleContext } from './rule.js'

/** All rules. */
export const rules: readonly Rule[] = [floatingYield, bareYield, finallyExit, noDefaultExport]
