/*
    package.ts -- Where the package is, and which version it has.
*/

import { readFileSync } from 'node:fs'

/** The package's own folder, seen from dist/apps/ioto. */
export const home = new URL('../../../', import.meta.url)

/** The version in its package.json. */
export function version(): string {
    return (JSON.parse(readFileSync(new URL('package.json', home), 'utf8')) as { version: string }).version
}
