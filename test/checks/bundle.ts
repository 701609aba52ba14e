/*
    bundle.ts -- Puts the compiled modules together into few files, dist/lib, which are what the package exports and `ioto` runs.

    Node takes about 0.7 ms for each module that it loads, whatever is in it, and the web server has more than 400: as single files they
    were three quarters of the time from the start to listening. In dist/lib

        ioto.js, debuggee.js                an entry for the command, and for what `ioto debug` starts
        web.js, fiber.js, ...               one for each export of package.json
        fiber-core.js, fiber-more.js        the runtime: what all entries need, and the rest. Traces know it by these names (backtrace.ts)
        part-*.js                           what some entries have in common, and what is loaded on demand

    Each module is in one of them, so all entries share one scheduler. Names, comments and lines stay as they are, and maps lead to the
    sources: a trace or a debugger shows the same as without. What a module finds beside itself (a worker, a certificate) it
    finds where the compiler has put it: `import.meta.url` is replaced.
*/

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'

/** The part of a package.json that matters here. */
interface Manifest {
    readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
}

/** The files that are put together from others, each with the compiled module that it is made of. */
function entriesOf(root: string): Record<string, string> {
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
    const entries: Record<string, string> = { ioto: resolve(root, 'dist/apps/ioto/main.js') }
    const debuggee = resolve(root, 'dist/apps/ioto/commands/debug/debuggee.js')
    if (existsSync(debuggee)) {
        entries.debuggee = debuggee
    }
    for (const target of Object.values(exports)) {
        if (typeof target === 'object') {
            const name = /^\.\/dist\/lib\/(\w+)\.js$/.exec(target.default)?.[1]
            if (name === undefined) {
                throw new Error(`Cannot bundle the export ${target.default}: wanted ./dist/lib/NAME.js`)
            }
            entries[name] = resolve(root, target.types.replace(/\.d\.ts$/, '.js'))
        }
    }
    return entries
}

/** Writes the files below `root`/dist/lib, and removes others there. Gives their names. */
export async function bundle(root: string): Promise<string[]> {
    const lib = resolve(root, 'dist/lib')
    const runtime = resolve(root, 'dist/fiber')
    /** The modules that the door of the runtime needs. */
    const core = new Set<string>()
    const modules: Plugin = {
        name: 'modules',
        load(id) {
            const place = JSON.stringify(relative(lib, id).replaceAll('\\', '/'))
            const code = readFileSync(id, 'utf8').replaceAll(
                'import.meta.url',
                `new URL(${place}, import.meta.url).href`,
            )
            return { code, map: readFileSync(`${id}.map`, 'utf8') }
        },
        buildEnd() {
            const next = [join(runtime, 'index.js')]
            for (let id = next.pop(); id !== undefined; id = next.pop()) {
                if (id.startsWith(runtime) && !core.has(id)) {
                    core.add(id)
                    next.push(...(this.getModuleInfo(id)?.importedIds ?? []))
                }
            }
        },
    }
    const build = await rolldown({
        input: entriesOf(root),
        external: id => !/^[./]/.test(id),
        platform: 'node',
        treeshake: false,
        preserveEntrySignatures: 'strict',
        plugins: [modules],
    })
    const { output } = await build.write({
        dir: lib,
        format: 'es',
        sourcemap: true,
        // Otherwise calls of functions that are empty are left out: hooks that a debugger stops at.
        minify: false,
        minifyInternalExports: false,
        entryFileNames: '[name].js',
        chunkFileNames: chunk => (chunk.name.startsWith('fiber-') ? '[name].js' : 'part-[name].js'),
        codeSplitting: {
            groups: [
                { name: 'fiber-core', test: id => core.has(id), priority: 2 },
                {
                    name: 'fiber-more',
                    test: id => id.startsWith(runtime) && !id.endsWith('testing/index.js'),
                    priority: 1,
                },
            ],
        },
    })
    await build.close()
    const names = output.map(({ fileName }) => fileName)
    for (const name of readdirSync(lib)) {
        if (!names.includes(name)) {
            rmSync(join(lib, name), { recursive: true })
        }
    }
    return names
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
    await bundle('.')
}
