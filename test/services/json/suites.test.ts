import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { JsonError, type JsonErrorCode, parse } from '../../../services/json/index.js'
import { relaxedDifferences } from './relaxed-differences.js'
import { trace } from './trace.js'

const SUITES = '../shared/suites'
const json5Tests = join(SUITES, 'json5-tests')
const parsing = join(SUITES, 'JSONTestSuite/test_parsing')

const skip = (directory: string) => (existsSync(directory) ? false : `The suite is not at ${directory}`)

/** What a function gives, or the code of its `JsonError`. Whatever else happens is a failure of the test. */
function outcome(run: () => unknown): { readonly value: unknown } | JsonErrorCode {
    try {
        return { value: run() }
    } catch (error) {
        if (error instanceof JsonError) {
            return error.code
        }
        throw error
    }
}

const isTaken = (run: () => unknown): boolean => typeof outcome(run) !== 'string'

/** The files of json5-tests that count. */
function json5Files(): string[] {
    const folders = readdirSync(json5Tests, { withFileTypes: true }).filter(
        entry => entry.isDirectory() && entry.name !== 'todo',
    )
    return folders
        .flatMap(({ name }) => readdirSync(join(json5Tests, name)).map(file => `${name}/${file}`))
        .filter(file => /\.(json5?|js|txt)$/.test(file))
}

t.test('parse in JSON5 mode decides all of json5-tests', { skip: skip(json5Tests) }, async t => {
    const files = json5Files()
    t.equal(files.length, 109)
    for (const file of files) {
        const text = readFileSync(join(json5Tests, file), 'utf8')
        t.equal(
            isTaken(() => parse(text, { mode: 'json5' })),
            /\.json5?$/.test(file),
            file,
        )
    }
})

t.test(
    'parse in relaxed mode differs from JSON5 where the specification says so',
    { skip: skip(json5Tests) },
    async t => {
        const different: string[] = []
        for (const file of json5Files()) {
            const text = readFileSync(join(json5Tests, file), 'utf8')
            const relaxed = outcome(() => parse(text))
            const json5 = outcome(() => parse(text, { mode: 'json5' }))
            const isSame = typeof json5 === 'string' ? typeof relaxed === 'string' : same(relaxed, json5)
            if (!isSame) {
                different.push(file)
                t.strictSame(relaxed, relaxedDifferences[file]?.[1], file)
            }
        }
        t.same(different.sort(), Object.keys(relaxedDifferences).sort())
    },
)

/** Whether two outcomes are values that are alike, -0 and 0 told apart. */
function same(a: unknown, b: unknown): boolean {
    const show = (value: unknown) =>
        JSON.stringify(value, (_, inner) =>
            typeof inner === 'number' && !(inner > 0) ? `number ${Object.is(inner, -0) ? '-0' : inner}` : inner,
        )
    return show(a) === show(b)
}

t.test('relaxedDifferences are those of the reference', async t => {
    const page = readFileSync('docs/reference/json-values.md', 'utf8')
    const rows = Object.entries(relaxedDifferences).map(([file, [clause, outcome]]) => {
        const value =
            typeof outcome === 'string' ? null : Object.is(outcome.value, -0) ? '-0' : JSON.stringify(outcome.value)
        const taken = value === undefined ? 'takes it as a text without a value' : `gives \`${value}\``
        return `| \`${file}\` | ${value === null ? `refuses it: \`${outcome}\`` : taken} | ${clause} |`
    })
    t.same(page.match(/^\| `[a-z-]+\/.*$/gm), rows)
})

t.test('parse in strict mode decides JSONTestSuite', { skip: skip(parsing) }, async t => {
    const counts = { y: 0, n: 0, i: 0 }
    for (const file of readdirSync(parsing).filter(name => name.endsWith('.json'))) {
        const bytes = readFileSync(join(parsing, file))
        const kind = file[0] as 'y' | 'n' | 'i'
        counts[kind]++
        const text = bytes.toString()
        const isUtf8 = Buffer.from(text).equals(bytes)
        // Both roads: through JSON.parse, and through our own parser.
        const fast = isUtf8 && isTaken(() => parse(text, { mode: 'strict' }))
        const slow = isUtf8 && isTaken(() => trace(text, { strict: true }))
        t.equal(fast, slow, file)
        if (kind !== 'i') {
            t.equal(fast, kind === 'y', file)
        }
        if (kind === 'y') {
            t.strictSame(parse(text), JSON.parse(text), `${file} relaxed`)
        }
        isTaken(() => parse(text))
        isTaken(() => parse(text, { mode: 'json5' }))
    }
    t.same(counts, { y: 95, n: 188, i: 35 })
})
