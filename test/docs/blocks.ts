/*
    blocks.ts -- The code in Markdown pages.
*/

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A code block. */
export interface Block {
    readonly page: string
    /** Of its first line in the page, from 1. */
    readonly line: number
    /** `ts`, `c`, `text`, `sh`; empty if it says none. */
    readonly language: string
    readonly text: string
    /** The comment right above it, which readers do not see: `<!-- lint -->` says how the tests treat it. Null: none. */
    readonly mark: string | null
    /** What it prints: the next block of the page, if that is `text`. Null: not told. */
    readonly output: string | null
}

const FENCE = /(?:^<!-- (.*) -->\n\n?)?^```(\w*)\n([\s\S]*?)^```$/gm

/** All code blocks of a page. */
export function blocksOf(page: string, text: string): Block[] {
    const blocks = [...text.matchAll(FENCE)].map(match => {
        const [all, mark, language = '', code = ''] = match
        const start = match.index + all.length - '```'.length - code.length
        return { page, line: text.slice(0, start).split('\n').length, language, text: code, mark: mark ?? null }
    })
    return blocks.map((block, at) => {
        const next = blocks[at + 1]
        return { ...block, output: next?.language === 'text' ? next.text : null }
    })
}

/** The TypeScript blocks that are whole programs or modules: those that begin with an import. Others are fragments. */
export function completeBlocks(page: string, text: string): Block[] {
    return blocksOf(page, text).filter(block => block.language === 'ts' && /^import\b/.test(block.text))
}

/** The pages in which people look for code to begin with. */
export function pages(): Map<string, string> {
    const guides = readdirSync('docs/guides')
        .filter(name => name.endsWith('.md'))
        .map(name => join('docs/guides', name))
    const paths = ['README.md', join('docs', 'porting.md'), ...guides]
    return new Map(paths.map(path => [path, readFileSync(path, 'utf8')]))
}
