/*
    packages.ts -- Which npm packages a file may import: sources those that are installed with ours, tests the others too.
*/

import { isBuiltin } from 'node:module'

/** The parts of a package.json that matter here. */
export interface Manifest {
    readonly name?: string
    readonly dependencies?: Readonly<Record<string, string>>
    readonly devDependencies?: Readonly<Record<string, string>>
}

/** What is wrong with the import of a package, if anything. */
export function packageFault(from: string, specifier: string, manifest: Manifest): string | undefined {
    const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')
    if (isBuiltin(specifier) || name in (manifest.dependencies ?? {})) {
        return undefined
    }
    if (name === manifest.name) {
        // Samples are copied by those who have installed the package.
        return from.startsWith('test/') || /^apps\/(?!ioto\/)/.test(from)
            ? undefined
            : `Import of ${specifier} by name: write the relative path of the door`
    }
    if (name in (manifest.devDependencies ?? {})) {
        return from.startsWith('test/') ? undefined : `${name} is a development dependency: only tests may import it`
    }
    return `${name} is not in package.json`
}
