/*
    debugging-guide.ts -- What tests take from docs/guides/debugging.md: its program, and the session with it at a terminal.
*/

import { readFileSync } from 'node:fs'

const guide = readFileSync('docs/guides/debugging.md', 'utf8')

/** The program, `cafe.ts`. */
export const cafe = /```ts\n([\s\S]*?)```/.exec(guide)![1]!

/** The session: what is typed and shown after `$ ioto debug cafe.ts`. */
export const session = /```\n\$ ioto debug cafe\.ts\n([\s\S]*?)```/.exec(guide)![1]!
