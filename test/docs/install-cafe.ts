/*
    install-cafe.ts -- The program of docs/guides/debugging.md, with the package as npm installs it: debuggers treat what is in node_modules
    in their own way.
*/

import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from './compile.js'
import { cafe } from './debugging-guide.js'

/** Puts it into a directory below this repository, compiled too: `cafe.ts`, `cafe.js`. */
export function installCafe(directory: string): void {
    writeFileSync(join(directory, 'cafe.ts'), cafe)
    const mistakes = compile(directory)
    if (mistakes !== '') {
        throw new Error(mistakes)
    }
    const own = join(directory, 'node_modules', 'ioto-fiber')
    for (const name of ['dist/lib', 'dist/fiber', 'dist/services', 'dist/apps', 'package.json']) {
        cpSync(name, join(own, name), { recursive: true })
    }
    // Without it the name of the package would mean this repository.
    writeFileSync(join(directory, 'package.json'), '{ "type": "module", "private": true }')
}
