import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
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
    '.': { rooms: /^(fiber|services\/(agent|config|cron|crypt|json))\//, packages: ['json5'] },
    './fiber': { rooms: /^fiber\//, packages: [] },
    './testing': { rooms: /^fiber\//, packages: [] },
    // Every service that has a C face, see services/agent/c.ts.
    './c': {
        rooms: /^(fiber|services\/(agent|config|cron|crypt|db|http|json|mqtt|url|web|websock))\//,
        packages: ['json5', 'mrmime'],
    },
    './crypt': { rooms: /^(fiber|services\/crypt)\//, packages: [] },
    './json': { rooms: /^(fiber|services\/json)\//, packages: ['json5'] },
    './http': { rooms: /^services\/http\//, packages: [] },
    './db': { rooms: /^(fiber|services\/(db|crypt|http|json))\//, packages: ['json5'] },
    './url': { rooms: /^(fiber|services\/(url|websock|crypt|http|json))\//, packages: ['json5'] },
    './mqtt': { rooms: /^(fiber|services\/(mqtt|websock|http|crypt))\//, packages: [] },
    './debug': { rooms: /^(fiber|services\/debug)\//, packages: [] },
    './cron': { rooms: /^(fiber|services\/cron)\//, packages: [] },
    './websock': { rooms: /^(fiber|services\/(websock|http|crypt))\//, packages: [] },
    './web': { rooms: /^(fiber|services\/(web|websock|config|crypt|http|json))\//, packages: ['json5', 'mrmime'] },
}

/** Packages that the commands load, or services only when they need them. */
const others = [
    '@jridgewell/trace-mapping',
    '@peculiar/webcrypto',
    '@vscode/debugprotocol',
    'commander',
    'modern-tar',
    'mqtt',
    'sucrase',
    'ws',
]

/** Makes a process write the URL of each module that it loads to its standard error. */
const tracer = `data:text/javascript,${encodeURIComponent(`
    import { register } from 'node:module'
    register('data:text/javascript,' + encodeURIComponent(\`
        export function load(url, context, next) {
            process._rawDebug(url)
            return next(url, context)
        }\`))`)}`

/** What a loaded file was made from: the sources of one that was put together, else the file. */
function sourcesOf(file: string): string[] {
    const lib = join('dist', 'lib')
    if (!file.startsWith(lib)) {
        return [file]
    }
    if (!existsSync(`${file}.map`)) {
        // It only says what is in others.
        return []
    }
    const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { readonly sources: readonly string[] }
    return sources.map(source => join(lib, source).replaceAll('\\', '/'))
}

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
            files
                .filter(file => !isPackage(file))
                .flatMap(sourcesOf)
                .filter(source => !allowed!.rooms.test(source)),
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
