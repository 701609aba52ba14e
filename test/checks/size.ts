/*
    size.ts -- `npm run size`: how large our own code is, minified, as it would be put into a device: packages of npm and of Node are not counted.
    What is loaded on demand is. Fails when a part is larger than it may be. `-- --folders` tells where the bytes are, and what they are.

    A part is everything that its doors export, and what that needs: a program that uses less has less. dist/lib, which the package exports, is
    made from the same modules and not minified: who debugs a device reads it.
*/

import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { bytesByFolder } from './size/folders.js'
import { bytesByKind } from './size/kinds.js'

/** One line of the table. */
interface Part {
    readonly name: string
    /** Folders whose doors it has. */
    readonly doors: readonly string[]
    /** Bytes that it may have. */
    readonly most?: number
    /** What is not counted. */
    readonly without?: (path: string) => boolean
}

const all = ['fiber', ...['json', 'crypt', 'web', 'url', 'db', 'mqtt', 'agent'].map(name => `services/${name}`)]

const parts: readonly Part[] = [
    { name: 'runtime', doors: ['fiber'] },
    ...all.slice(1, -1).map(door => ({
        name: door.replace('services/', ''),
        doors: [door],
        ...(door === 'services/web' ? { most: 120_000 } : {}),
    })),
    {
        name: 'web, its own folder',
        doors: ['services/web'],
        without: path => !path.startsWith(join(resolve('dist/services/web'), '/')),
    },
    { name: 'agent', doors: ['services/agent'] },
    { name: 'agent and all of these', doors: all, most: 300_000 },
    {
        name: '... without the C face',
        doors: all,
        // An agent loads it for applications that are written like those of Ioto C.
        without: path => path === resolve('dist/fiber/c.js'),
    },
]

async function bundled({ doors, without = () => false }: Part) {
    const build = await rolldown({
        input: Object.fromEntries(doors.map(door => [door.replaceAll('/', '-'), resolve('dist', door, 'index.js')])),
        external: (id, from) =>
            !/^[./]/.test(id) || (from !== undefined && without(id.startsWith('.') ? join(from, '..', id) : id)),
        platform: 'node',
        logLevel: 'silent',
    })
    const { output } = await build.generate({
        format: 'es',
        minify: true,
        ...(isLong ? { sourcemap: 'hidden' as const } : {}),
    })
    await build.close()
    return output.filter(chunk => chunk.type === 'chunk')
}

function print(found: ReadonlyMap<string, number>): void {
    for (const [name, bytes] of found) {
        console.log(`    ${name.padEnd(34)}${String(bytes).padStart(10)}`)
    }
}

const isLong = process.argv.includes('--folders')
console.log(`${'part'.padEnd(26)}${'minified'.padStart(10)}${'gzip'.padStart(10)}${'at most'.padStart(10)}`)
for (const part of parts) {
    const chunks = await bundled(part)
    const codes = chunks.map(({ code }) => code)
    const bytes = Buffer.byteLength(codes.join(''))
    const gzip = codes.reduce((sum, code) => sum + gzipSync(code, { level: 9 }).length, 0)
    const isOver = bytes > (part.most ?? Infinity)
    const columns = [bytes, gzip, part.most ?? ''].map(column => String(column).padStart(10)).join('')
    console.log(`${part.name.padEnd(26)}${columns}${isOver ? '  TOO LARGE' : ''}`)
    if (isLong) {
        print(bytesByFolder(chunks))
        print(bytesByKind(codes.join('\n')))
    }
    process.exitCode = isOver ? 1 : (process.exitCode ?? 0)
}
