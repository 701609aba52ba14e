/*
    comment.ts -- Doc comments as Markdown.
*/

import ts from 'typescript-api'

/** The parts of a doc comment. */
export interface Comment {
    /** Paragraphs, without examples. */
    readonly text: readonly string[]
    /** Code blocks: what is indented in the comment. */
    readonly examples: readonly string[]
}

/** References to the specification of the runtime, and to its list of defects: those are not part of the package. */
const SPECIFICATION = /\n*\bSource: spec [^\n]*|\s*\((?:see )?spec [\w.]+\.md[^)]*\)|\s*\[D-\d+\w?\]/g

/** Paragraphs with their lines; a code block is one, also if it has empty lines. */
function paragraphs(text: string): string[] {
    const parts: string[] = []
    for (const part of text.trim().split(/\n{2,}/)) {
        const last = parts.at(-1)
        if (last !== undefined && isExample(last) && isExample(part)) {
            parts[parts.length - 1] = `${last}\n\n${part}`
        } else {
            parts.push(part)
        }
    }
    return parts
}

function isExample(part: string): boolean {
    return part.split('\n').every(line => line === '' || line.startsWith('    '))
}

function sentence(text: string): string {
    const trimmed = text.trim().replace(/\.$/, '')
    return trimmed === '' ? '' : `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}.`
}

function textOf(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
    return ts.displayPartsToString(parts?.slice()).replace(SPECIFICATION, '')
}

/** Tags become sentences: parameters, then the result, then how it fails. */
function tagged(tags: readonly ts.JSDocTagInfo[]): string[] {
    const of = (name: string) => tags.filter(tag => tag.name === name).map(tag => textOf(tag.text))
    const parameters = of('param').map(text => text.replace(/^(\w+)\s*(?:-\s*)?/, '`$1`: '))
    return [
        ...(parameters.length === 0 ? [] : [sentence(parameters.join('; '))]),
        ...of('returns').map(text => sentence(`Gives ${text}`)),
        ...of('throws').map(text => sentence(`Throws ${text}`)),
    ]
}

/** The doc comment of a name or member. */
export function commentOf(symbol: ts.Symbol, checker: ts.TypeChecker): Comment {
    const parts = paragraphs(textOf(symbol.getDocumentationComment(checker))).filter(part => part !== '')
    return {
        text: [...parts.filter(part => !isExample(part)), ...tagged(symbol.getJsDocTags(checker))],
        examples: parts.filter(isExample).map(part => part.replace(/^ {4}/gm, '')),
    }
}
