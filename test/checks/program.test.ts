import { join } from 'node:path'
import t from 'tap'
import { loadProject, memoryProject } from './program.js'

t.test('memoryProject gives types of the texts and of the standard library', async t => {
    const { program, files, name } = memoryProject({ 'a.ts': 'export const a = [1].at(0)' })
    t.same(files.map(name), ['a.ts'])
    const [file] = files
    const [a] = program.getTypeChecker().getExportsOfModule(program.getTypeChecker().getSymbolAtLocation(file!)!)
    t.equal(program.getTypeChecker().typeToString(program.getTypeChecker().getTypeOfSymbol(a!)), 'number | undefined')
})

t.test('memoryProject refuses a text that does not compile', async t => {
    t.throws(() => memoryProject({ 'a.ts': 'export const a: string = 1' }), /Cannot compile the texts/)
})

t.test('loadProject gives the sources of a configuration and names them from its folder', async t => {
    const root = t.testdir({
        'tsconfig.json': '{ "compilerOptions": { "types": [] }, "include": ["src"] }',
        src: { 'a.ts': 'export const a = 1', 'b.d.ts': 'declare const b: number' },
        'other.ts': '',
    })
    const { files, name } = loadProject(join(root, 'tsconfig.json'))
    t.same(files.map(name), ['src/a.ts'])
})

t.test('loadProject refuses a configuration that it cannot read', async t => {
    t.throws(() => loadProject(join(t.testdir({}), 'tsconfig.json')), /Cannot read/)
})
