/*
    no-default-export.ts -- Everything has one name, the same in each file that uses it.
*/

import ts from 'typescript-api'
import type { Rule } from './rule.js'
import { walk } from './walk.js'

const MESSAGE = 'Default export: give it a name and export that'

export const noDefaultExport: Rule = {
    name: 'no-default-export',
    summary: 'A module exports names only.',
    check({ file, report }) {
        walk(file, node => {
            if (ts.isExportAssignment(node) || (ts.isExportSpecifier(node) && node.name.text === 'default')) {
                report(node, MESSAGE)
            } else if (node.kind === ts.SyntaxKind.DefaultKeyword && ts.canHaveModifiers(node.parent)) {
                report(node, MESSAGE)
            }
        })
    },
}
