/*
    size.ts -- `npm run size`: how large our own code is, minified, as it would be put into a device: packages of npm and of Node are not counted.
    What is loaded on demand is. Fails when a part is larger than it may be.
*/

import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

/** Name, the doors that it is made of, and the bytes that it may have; null: nobody has said. */
const parts: readonly (readonly [name: string, doors: readonly string[], most: number | null])[] = [
    ['runtime', ['fiber'], null],
    ['json', ['services/json'], null],
    ['crypt', ['services/crypt'], null],
    ['web', ['services/web'], 120_000],
    ['url', ['services/url'], null],
    ['db', ['services/db'], null],
    ['mqtt', ['services/mqtt'], null],
    [
        'agent and all of these',
        ['fiber', ...['json', 'crypt', 'web', 'url', 'db', 'mqtt', 'agent'].map(name => `services/${name}`)],
        300_000,
    ],
]

/** Bytes of a part, and what it is made of. */
interface Size {
    readonly bytes: number
    readonly gzip: number
    readonly folders: ReadonlyMap<string, number>
}

async function sizeOf(doors: readonly string[]): Promise<Size> {
    const build = await rolldown({
        input: Object.fromEntries(doors.map(door => [door.replaceAll('/', '-'), resolve('dist', door, 'index.js')])),
        external: id => !/^[./]/.test(id),
        platform: 'node',
        logLevel: 'silent',
    })
    const { output } = await build.generate({ format: 'es', minify: true })
    await build.close()
    let [bytes, gzip] = [0, 0]
    const folders = new Map<string, number>()
    for (const chunk of output) {
        if (chunk.type === 'chunk') {
            bytes += Buffer.byteLength(chunk.code)
            gzip += gzipSync(chunk.code, { level: 9 }).length
            for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
                const folder = /dist\/(fiber\/\w+|services\/\w+|apps)/.exec(id)?.[1] ?? 'others'
                folders.set(folder, (folders.get(folder) ?? 0) + renderedLength)
            }
        }
    }
    return { bytes, gzip, folders }
}

const isLong = process.argv.includes('--folders')
console.log(`${'part'.padEnd(26)}${'minified'.padStart(10)}${'gzip'.padStart(10)}${'at most'.padStart(10)}`)
for (const [name, doors, most] of parts) {
    const { bytes, gzip, folders } = await sizeOf(doors)
    const isOver = most !== null && bytes > most
    const limit = most === null ? '' : String(most)
    console.log(
        `${name.padEnd(26)}${String(bytes).padStart(10)}${String(gzip).padStart(10)}${limit.padStart(10)}${isOver ? '  TOO LARGE' : ''}`,
    )
    if (isLong) {
        for (const [folder, length] of [...folders].sort(([, a], [, b]) => b - a)) {
            console.log(`    ${folder.padEnd(22)}${String(length).padStart(10)} before it is minified`)
        }
    }
    process.exitCode = isOver ? 1 : (process.exitCode ?? 0)
}
