/*
    blocks.ts -- The TypeScript in Markdown pages.
*/

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A code block. */
export interface Block {
    readonly page: string
    /** Of its first line in the page, from 1. */
    readonly line: number
    readonly text: string
}

const FENCE = /^```ts\n([\s\S]*?)^```$/gm

/** The blocks of a page that are whole programs or modules: those that begin with an import. Others are fragments. */
export function completeBlocks(page: string, text: string): Block[] {
    return [...text.matchAll(FENCE)]
        .map(match => ({ page, line: text.slice(0, match.index).split('\n').length + 1, text: match[1]! }))
        .filter(block => /^import\b/.test(block.text))
}

/** The pages in which people look for code to begin with. */
export function pages(): Map<string, string> {
    const guides = readdirSync('docs/guides').map(name => join('docs/guides', name))
    return new Map(['README.md', ...guides].map(path => [path, readFileSync(path, 'utf8')]))
}
