import { resolve } from 'node:path'
import { rolldown } from 'rolldown'
import t from 'tap'
import { bytesByFolder } from './folders.js'

t.test('bytesByFolder gives each byte to the folder of its source', async t => {
    const root = t.testdir({
        fiber: { core: { 'a.js': 'export const a = () => globalThis.aaaaaaaa' } },
        services: {
            web: { 'b.js': "import { a } from '../../fiber/core/a.js'\nexport const b = () => globalThis.bb + a()" },
        },
    })
    const build = await rolldown({ input: `${root}/services/web/b.js`, logLevel: 'silent' })
    const { output } = await build.generate({ format: 'es', minify: { compress: false }, sourcemap: true })
    await build.close()
    const found = bytesByFolder([output[0]])
    t.same([...found.keys()].sort(), ['between files', 'fiber/core', 'services/web'])
    const { code } = output[0]
    t.equal(
        [...found.values()].reduce((sum, bytes) => sum + bytes),
        Buffer.byteLength(code.replaceAll('\n', '')),
    )
    t.ok(found.get('fiber/core')! >= 'globalThis.aaaaaaaa'.length)
    t.ok(found.get('services/web')! >= 'globalThis.bb'.length)
})

t.test('bytesByFolder takes a file without a map for one that comes from nowhere', async t => {
    t.same([...bytesByFolder([{ code: 'ä\nb', map: null }])], [['between files', 3]])
})

t.test('bytesByFolder finds next to nothing of sockets and TLS in a program that uses services/crypt only', async t => {
    // Whatever the runtime makes at its start has to be marked as pure: nobody could leave it out otherwise.
    const build = await rolldown({
        input: resolve('dist/services/crypt/index.js'),
        external: id => !/^[./]/.test(id),
        platform: 'node',
        logLevel: 'silent',
    })
    const { output } = await build.generate({ format: 'es', minify: true, sourcemap: 'hidden' })
    await build.close()
    const found = bytesByFolder(output.filter(chunk => chunk.type === 'chunk'))
    for (const folder of ['fiber/socket', 'fiber/tls', 'fiber/log', 'fiber/text']) {
        t.ok((found.get(folder) ?? 0) < 1500, `${folder}: ${found.get(folder)}`)
    }
    t.ok(found.get('services/crypt')! > 10_000)
})
