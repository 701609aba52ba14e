import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { bundle } from './bundle.js'

const files: Readonly<Record<string, string>> = {
    'apps/ioto/main.js': "import { count } from '../../fiber/index.js'\nexport const ioto = count()\n",
    'fiber/index.js': "export { count, place } from './core/count.js'\n",
    'fiber/core/count.js':
        'let counted = 0\nexport function count() {\n    return ++counted\n}\nexport const place = import.meta.url\n',
    'fiber/c.js': "export { count as rCount } from './index.js'\n",
    'services/web/index.js':
        "import { count } from '../../fiber/index.js'\nexport const web = count()\nexport const later = () => import('./later.js')\n",
    'services/web/later.js': "export class Later {}\nexport { count } from '../../fiber/index.js'\n",
}

const entry = (name: string, types: string) => ({ types: `./dist/${types}.d.ts`, default: `./dist/lib/${name}.js` })

function compiled(t: Test, exports: object): string {
    const root = t.testdir({ 'package.json': JSON.stringify({ type: 'module', exports }) })
    for (const [name, text] of Object.entries(files)) {
        const path = join(root, 'dist', name)
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, text)
        const map = { version: 3, sources: [name.replace('.js', '.ts')], names: [], mappings: 'AAAA' }
        writeFileSync(`${path}.map`, JSON.stringify(map))
    }
    return root
}

t.test('bundle makes a file for each export, and all of them share the runtime', async t => {
    const root = compiled(t, {
        './fiber': entry('fiber', 'fiber/index'),
        './c': entry('c', 'fiber/c'),
        './web': entry('web', 'services/web/index'),
        './package.json': './package.json',
    })
    mkdirSync(join(root, 'dist/lib'))
    writeFileSync(join(root, 'dist/lib/old.js'), '')
    const names = await bundle(root)
    t.notOk(existsSync(join(root, 'dist/lib/old.js')))
    t.ok(names.includes('fiber-core.js') && names.includes('fiber-core.js.map'))
    const load = (name: string) => import(pathToFileURL(join(root, 'dist/lib', `${name}.js`)).href)
    const [{ ioto }, { web, later }, { rCount }, { count, place }] = [
        ...[await load('ioto'), await load('web'), await load('c'), await load('fiber')],
    ]
    const loaded = await later()
    t.same([ioto, web, rCount(), count(), loaded.count()], [1, 2, 3, 4, 5])
    t.equal(loaded.Later.name, 'Later')
    t.equal(place, pathToFileURL(join(root, 'dist/fiber/core/count.js')).href, 'what lies beside a module is found')
    const { sources } = JSON.parse(readFileSync(join(root, 'dist/lib/fiber-core.js.map'), 'utf8'))
    t.match(sources.join(), /fiber\/core\/count\.ts/)
})

t.test('bundle refuses an export that is no file of its own', async t => {
    const root = compiled(t, { './fiber': { types: './dist/fiber/index.d.ts', default: './dist/fiber/index.js' } })
    await t.rejects(bundle(root), {
        message: 'Cannot bundle the export ./dist/fiber/index.js: wanted ./dist/lib/NAME.js',
    })
})
