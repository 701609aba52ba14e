/*
    compile.ts -- Compiles the blocks of pages.
*/

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Compiles modules that import the package by its name, as its users do. Gives what the compiler says. */
export function compile(directory: string): string {
    // The package is found by its name, as users find it, and not by the paths of its own sources.
    const options = { rootDir: '.', outDir: '.', paths: {}, noUnusedLocals: false, noUnusedParameters: false }
    const config = {
        extends: join(process.cwd(), 'tsconfig.json'),
        compilerOptions: options,
        include: ['*.ts'],
        exclude: [],
    }
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config))
    // Not its command in node_modules/.bin, a module without an extension, which the hooks of tap cannot load.
    const compiler = fileURLToPath(new URL('tsc.js', import.meta.resolve('typescript')))
    const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', directory], { encoding: 'utf8' })
    return stdout + stderr
}
