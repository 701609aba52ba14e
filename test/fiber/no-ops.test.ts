/*
    no-ops.test.ts -- The functions of C that have nothing to do here say so in their documentation.
*/

import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript-api'
import { readTable, withoutTable } from '../checks/c-table/index.js'

/** What the documentation of each export of the C face says, by name. */
function documentation(): Map<string, string> {
    const file = fileURLToPath(new URL('../../fiber/c.d.ts', import.meta.url))
    const program = ts.createProgram([file], {
        module: ts.ModuleKind.NodeNext,
        target: ts.ScriptTarget.ES2023,
        noEmit: true,
        skipLibCheck: true,
        lib: ['lib.es2023.d.ts'],
        types: [],
    })
    const checker = program.getTypeChecker()
    const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!)
    return new Map(
        exports.map(symbol => {
            const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
            return [symbol.name, ts.displayPartsToString(target.getDocumentationComment(checker))]
        }),
    )
}

t.test('rows that are marked as no-ops say so', { skip: withoutTable('r') }, async t => {
    const texts = documentation()
    let count = 0
    for (const { name, port, notes } of readTable('r')) {
        if (
            port === 'same' &&
            /\bno-op\b|(?<!may be )\bignored$|(?<!may be )\bignored\.|stored only/.test(notes) &&
            texts.has(name)
        ) {
            count++
            t.match(
                texts.get(name),
                /\bnothing\b|\bno effect\b|\bignored\b|\bunused\b|standard error/i,
                `${name}: ${notes}`,
            )
        }
    }
    t.ok(count > 15, `${count} rows`)
})
