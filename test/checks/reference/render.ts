/*
    render.ts -- Names as Markdown: tables of functions, constants and types, then an entry with a heading of its own for each
    class and interface.
*/

import type ts from 'typescript-api'
import { type Comment, commentOf } from './comment.js'
import type { ApiName, Kind } from './names.js'
import { callsOf, headCode, type IsListed, membersOf, typeCode, valueCode } from './shape.js'

/** Longer types are not shown: the editor shows them better. */
const LONGEST_TYPE = 120

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``

/** Paragraphs in a cell of a table. */
function cell(parts: readonly string[]): string {
    const lines = parts.map(part => part.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|'))
    return lines.filter(line => line !== '').join('<br>')
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
    return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}

function examplesOf({ examples }: Comment): string[] {
    return examples.map(example => `\`\`\`ts\n${example}\n\`\`\``)
}

function functions(names: readonly ApiName[], checker: ts.TypeChecker): string[] {
    const rows = names.map(name => [callsOf(name, checker).map(code).join('<br>'), commentCell(name.symbol, checker)])
    return [
        table(['Function', 'Meaning'], rows),
        ...names.flatMap(({ symbol }) => examplesOf(commentOf(symbol, checker))),
    ]
}

function commentCell(symbol: ts.Symbol, checker: ts.TypeChecker): string {
    return cell(commentOf(symbol, checker).text)
}

/** A list of constants may share the comment at its head; it stands above their table then. */
function constants(names: readonly ApiName[], checker: ts.TypeChecker): string[] {
    const parts: string[] = []
    const isBare = (name: ApiName | undefined): boolean =>
        name !== undefined && commentCell(name.symbol, checker) === ''
    for (let at = 0; at < names.length; ) {
        let end = at + 1
        if (isBare(names[end])) {
            while (isBare(names[end])) {
                end++
            }
            const list = names.slice(at, end)
            const rows = list.map(name => [code(name.name), code(valueCode(name, checker))])
            parts.push(...commentOf(list[0]!.symbol, checker).text, table(['Constant', 'Value'], rows))
        } else {
            while (end < names.length && !isBare(names[end]) && !isBare(names[end + 1])) {
                end++
            }
            const rows = names.slice(at, end).map(name => {
                const value = valueCode(name, checker)
                return [code(name.name), value === '' ? '' : code(value), commentCell(name.symbol, checker)]
            })
            parts.push(table(['Constant', 'Value', 'Meaning'], rows))
        }
        at = end
    }
    return parts
}

function types(names: readonly ApiName[], checker: ts.TypeChecker): string[] {
    const rows = names.map(name => {
        const { head, body } = typeCode(name)
        const shown = body.length > LONGEST_TYPE ? [] : [`= ${code(body)}`]
        return [code(head), [commentCell(name.symbol, checker), ...shown].filter(part => part !== '').join('<br>')]
    })
    return [table(['Type', 'Meaning'], rows)]
}

function entry(name: ApiName, level: number, checker: ts.TypeChecker, isListed: IsListed): string[] {
    const comment = commentOf(name.symbol, checker)
    const rows = membersOf(name, checker, isListed).map(member => [
        code(member.code),
        commentCell(member.symbol, checker),
    ])
    return [
        `${'#'.repeat(level)} \`${name.name}\``,
        code(headCode(name)).replaceAll('\\|', '|'),
        ...comment.text,
        ...examplesOf(comment),
        ...(rows.length === 0 ? [] : [table(['Member', 'Meaning'], rows)]),
    ]
}

/** Classes and interfaces, file by file the classes first: records and options come after what they belong to. */
function entries(names: readonly ApiName[]): ApiName[] {
    const files = [...new Set(names.map(({ file }) => file))]
    return files.flatMap(file => {
        const own = names.filter(name => name.file === file)
        return [...own.filter(({ kind }) => kind === 'class'), ...own.filter(({ kind }) => kind === 'interface')]
    })
}

/** Whether a name of this kind gets a heading of its own; the others are rows of tables. */
export function hasHeading(kind: Kind): boolean {
    return kind === 'class' || kind === 'interface'
}

/**
 * The Markdown of some names.
 *
 * @param level of the headings of classes and interfaces
 * @param isListed tells which names have entries of their own: a class shows what it inherits from others
 */
export function render(
    names: readonly ApiName[],
    level: number,
    checker: ts.TypeChecker,
    isListed: IsListed = () => false,
): string {
    const of = (...kinds: readonly Kind[]) => names.filter(({ kind }) => kinds.includes(kind))
    const parts = [
        ...(of('function').length === 0 ? [] : functions(of('function'), checker)),
        ...(of('constant').length === 0 ? [] : constants(of('constant'), checker)),
        ...(of('type').length === 0 ? [] : types(of('type'), checker)),
        ...entries(names).flatMap(name => entry(name, level, checker, isListed)),
    ]
    return parts.join('\n\n')
}
