/*
    module-hooks.ts -- Hooks of Node's module loader for applications. They run in the loader's thread.

    An application may be in TypeScript: types are taken out, lines stay what they are. Newer versions of Node do that themselves; Node 20
    does it with the package sucrase. And it gets the package that runs it, whether it has installed one or not: two copies would be two
    schedulers, which do not know each other's fibers.
*/

import { readFile } from 'node:fs/promises'
import type { LoadHook, ResolveHook } from 'node:module'
import { fileURLToPath } from 'node:url'

const ourName = /^ioto-fiber(?:\/|$)/

/** Finds modules. What is written in TypeScript is imported by the name that it has when it is compiled. */
export const resolve: ResolveHook = async (specifier, context, next) => {
    if (ourName.test(specifier)) {
        return await next(specifier, { ...context, parentURL: import.meta.url })
    }
    try {
        return await next(specifier, context)
    } catch (error) {
        if (/\.m?ts$/.test(context.parentURL ?? '') && /^\.{1,2}\/.*\.m?js$/.test(specifier)) {
            return await next(specifier.replace(/js$/, 'ts'), context)
        }
        throw error
    }
}

/** Loads a module, without types. They are not checked. */
export const load: LoadHook = async (url, context, next) => {
    if (isBuiltIn() || !/^file:.*\.m?ts$/.test(url)) {
        return await next(url, context)
    }
    const path = fileURLToPath(url)
    const { transform } = await import('sucrase')
    const { code } = transform(await readFile(path, 'utf8'), {
        ...{ transforms: ['typescript'], disableESTransforms: true, filePath: path },
    })
    return { format: 'module', source: code, shortCircuit: true }
}

/** Whether this Node loads TypeScript by itself. */
function isBuiltIn(): boolean {
    const { typescript } = process.features as { readonly typescript?: unknown }
    return typescript !== undefined && typescript !== false
}
