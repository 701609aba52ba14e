import t from 'tap'
import { bytesByKind } from './kinds.js'

t.test('bytesByKind tells names that stay, texts and the rest apart', async t => {
    const found = bytesByKind("const{abc:a}=b;class C{#x=10;run(){return this.#x+`p${a.length}q`+'t'}}({a,key:/r/})")
    t.same(Object.fromEntries(found), {
        'names of properties': 'abc'.length + 'run'.length + 'length'.length + 'key'.length,
        'names of variables': 'a'.length + 'b'.length + 'C'.length + '#x'.length * 2 + 'a'.length + 'a'.length,
        texts: '`p${'.length + '}q`'.length + "'t'".length,
        numbers: '10'.length + '/r/'.length,
        'words and signs of the language': 'const{:}=;class {=;(){return this.+.+}}({,:})'.length,
    })
})

t.test('bytesByKind gives each byte to one kind', async t => {
    const code = 'export const ä="ü",b=e=>e.name'
    t.equal(
        [...bytesByKind(code).values()].reduce((sum, bytes) => sum + bytes),
        Buffer.byteLength(code),
    )
})
