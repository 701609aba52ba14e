/*
    debugging-guide.ts -- What tests take from docs/guides/debugging.md: its program, and the session with it at a terminal.
*/

import { readFileSync } from 'node:fs'

const guide = readFileSync('docs/guides/debugging.md', 'utf8')

/** The program, `cafe.ts`. */
export const cafe = /```ts\n([\s\S]*?)```/.exec(guide)![1]!

/** The session: what is typed and shown after `$ ioto debug cafe.ts`. */
export const session = /```\n\$ ioto debug cafe\.ts\n([\s\S]*?)```/.exec(guide)![1]!

/** A block of the guide in JSON, for VS Code: the one that has a text. */
export function configuration(text: string): string {
    const found = [...guide.matchAll(/```json\n([\s\S]*?)```/g)].map(match => match[1]!)
    return found.find(block => block.includes(text))!
}
