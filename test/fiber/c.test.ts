/*
    c.test.ts -- Walks the table of C functions: every row that is to be the same exists, takes the listed parameters, and is called
    with `yield*` exactly when it is marked so.
*/

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript-api'

const root = new URL('../../../', import.meta.url)
const table = new URL('../shared/spec/api/r.tsv', root)
const skip = existsSync(table) ? false : 'the table of C functions is not beside the project'

/** Groups that are not built yet. A row of theirs that exists is an error too: then it is to be taken out here. */
const notBuilt = /^r\.(socket|tls|wait)$/

interface Row {
    readonly name: string
    readonly module: string
    readonly signature: string
    readonly suspends: boolean
    readonly port: string
    readonly notes: string
}

function rows(): Row[] {
    const [, ...lines] = readFileSync(table, 'utf8').trimEnd().split('\n')
    return lines.map(line => {
        const [name = '', module = '', signature = '', suspends, port = '', notes = ''] = line.split('\t')
        return { name, module, signature, suspends: suspends === 'yes', port, notes }
    })
}

/** Parameters of a C function; null where the table has no prototype to count (macros). */
function parametersInC(signature: string): number | null {
    const list = /\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$/.exec(signature)?.[1]?.trim()
    if (list === undefined) {
        return null
    }
    if (list === '' || list === 'void') {
        return 0
    }
    let depth = 0
    let count = 1
    for (const letter of list) {
        depth += letter === '(' ? 1 : letter === ')' ? -1 : 0
        count += letter === ',' && depth === 0 ? 1 : 0
    }
    return count
}

/** What the C face exports: the declared number of parameters, and whether a call is to be driven. */
function exported(): Map<string, { readonly parameters: number; readonly suspends: boolean } | null> {
    const file = fileURLToPath(new URL('fiber/c.ts', root))
    const options = {
        module: ts.ModuleKind.NodeNext,
        target: ts.ScriptTarget.ES2023,
        strict: true,
        skipLibCheck: true,
        noEmit: true,
        types: ['node'],
    }
    const program = ts.createProgram([file], options)
    const checker = program.getTypeChecker()
    const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!)
    return new Map(
        symbols.map(symbol => {
            const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
            const declaration = target.valueDeclaration
            const signatures =
                declaration === undefined
                    ? []
                    : checker.getTypeOfSymbolAtLocation(target, declaration).getCallSignatures()
            if (signatures.length === 0) {
                return [symbol.name, null]
            }
            const signature = signatures.at(-1)!
            const result = checker.typeToString(signature.getReturnType())
            return [
                symbol.name,
                {
                    parameters: Math.max(...signatures.map(each => each.getParameters().length)),
                    suspends: /^(Op|Fiber|Blocking|Generator)</.test(result),
                },
            ]
        }),
    )
}

/** The number of parameters in the notes, which give the TypeScript signature where it differs from C. */
function parametersInNotes(notes: string): number | null {
    const list = /^\*?\(([^()]*(?:\([^()]*\)[^()]*)*)\):/.exec(notes)?.[1]?.trim()
    if (list === undefined) {
        return null
    }
    return list === ''
        ? 0
        : list
              .replace(/\([^()]*\)/g, '')
              .replace(/\{[^{}]*\}/g, '')
              .split(',').length
}

t.test('fiber/c.ts exports every row of the table that is the same', { skip }, async t => {
    const face = exported()
    for (const { name, module, signature, suspends, port, notes } of rows()) {
        if (port !== 'same') {
            continue
        }
        const found = face.get(name)
        if (notBuilt.test(module) && name !== 'rWakeup') {
            if (found !== undefined) {
                t.fail(`${name} exists: take ${module} out of what is not built`)
            }
            continue
        }
        if (found === undefined) {
            t.fail(`${name} (${module}) is missing`)
            continue
        }
        if (found === null) {
            t.pass(`${name} is a constant`)
            continue
        }
        t.equal(found.suspends, suspends, `${name} suspends: ${suspends}`)
        const counts = [parametersInNotes(notes), parametersInC(signature)].filter(count => count !== null)
        if (counts.length > 0) {
            t.ok(
                counts.includes(found.parameters),
                `${name} has ${found.parameters} parameters, listed: ${counts.join(' or ')}`,
            )
        }
    }
})
