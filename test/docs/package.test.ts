import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import '../fiber/process/plain-children.js'
import t from 'tap'

interface Manifest {
    readonly name: string
    readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
    readonly dependencies: Readonly<Record<string, string>>
}

const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const entries = Object.keys(manifest.exports).filter(key => key !== './package.json')

/** By entry: the rooms that a program loads which imports it, and the packages. Services come one by one. */
const rooms: Record<string, { readonly rooms: RegExp; readonly packages: readonly string[] }> = {
    '.': { rooms: /^dist\/(fiber|services\/(agent|web|websock|crypt|http|json))\//, packages: ['json5', 'mrmime'] },
    './fiber': { rooms: /^dist\/fiber\//, packages: [] },
    './testing': { rooms: /^dist\/fiber\//, packages: [] },
    // Every service that has a C face, see services/agent/c.ts.
    './c': {
        rooms: /^dist\/(fiber\/|services\/((db|json|crypt|web|url|websock|http)\/|agent\/c\.js$))/,
        packages: ['json5', 'mrmime'],
    },
    './crypt': { rooms: /^dist\/(fiber|services\/crypt)\//, packages: [] },
    './json': { rooms: /^dist\/(fiber|services\/json)\//, packages: ['json5'] },
    './http': { rooms: /^dist\/services\/http\//, packages: [] },
    './db': { rooms: /^dist\/(fiber|services\/(db|crypt|http|json))\//, packages: ['json5'] },
    './url': { rooms: /^dist\/(fiber|services\/(url|websock|crypt|http|json))\//, packages: ['json5'] },
    './websock': { rooms: /^dist\/(fiber|services\/(websock|http|crypt))\//, packages: [] },
    './web': { rooms: /^dist\/(fiber|services\/(web|websock|crypt|http|json))\//, packages: ['json5', 'mrmime'] },
}

/** Packages that the commands load, or services only when they need them. */
const others = ['@peculiar/webcrypto', 'commander']

/** Makes a process write the URL of each module that it loads to its standard error. */
const tracer = `data:text/javascript,${encodeURIComponent(`
    import { register } from 'node:module'
    register('data:text/javascript,' + encodeURIComponent(\`
        export function load(url, context, next) {
            process._rawDebug(url)
            return next(url, context)
        }\`))`)}`

/** The files that a program loads which does nothing but import this: relative to the package. */
function loadedBy(specifier: string): string[] {
    const program = `import ${JSON.stringify(specifier)}`
    const args = ['--import', tracer, '--input-type=module', '--eval', program]
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    if (status !== 0) {
        throw new Error(`Cannot import ${specifier}: ${stderr}`)
    }
    const urls = stderr.split('\n').filter(line => line.startsWith('file:'))
    return urls.map(url => relative('.', fileURLToPath(url)))
}

for (const entry of entries) {
    const specifier = entry.replace('.', manifest.name)

    t.test(`${specifier} has types, and loads what it needs and nothing else`, async t => {
        const target = manifest.exports[entry] as { readonly types: string; readonly default: string }
        t.ok(existsSync(target.types))
        const allowed = rooms[entry]
        t.ok(allowed, 'the rooms of each entry are listed in this test')
        const files = loadedBy(specifier)
        t.ok(files.includes(relative('.', target.default)))
        const isPackage = (file: string) => file.startsWith('node_modules')
        t.same(
            files.filter(file => !isPackage(file) && !allowed!.rooms.test(file)),
            [],
        )
        const packages = new Set(files.filter(isPackage).map(file => file.split(/[\\/]/)[1]!))
        t.same([...packages].sort(), allowed!.packages)
    })
}

t.test('README lists what can be imported, and nothing else', async t => {
    const rows = readFileSync('README.md', 'utf8').matchAll(/^\| `(ioto-fiber[^`]*)` \|/gm)
    t.same(Array.from(rows, row => row[1]).sort(), entries.map(entry => entry.replace('.', manifest.name)).sort())
})

t.test('dependencies are only those that some entry or command loads', async t => {
    const used = new Set(Object.values(rooms).flatMap(({ packages }) => packages.concat(others)))
    t.same(Object.keys(manifest.dependencies).sort(), [...used].sort())
})
