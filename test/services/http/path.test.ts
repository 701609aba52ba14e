import fc from 'fast-check'
import t from 'tap'
import { normalizePath, percentDecode } from '../../../services/http/index.js'

t.test('percentDecode decodes once', async t => {
    for (const [text, decoded] of [
        ['', ''],
        ['abc', 'abc'],
        ['a+b', 'a b'],
        ['%41%62', 'Ab'],
        ['%2541', '%41'],
        ['%e2%82%ac', '€'],
        ['€%20', '€ '],
        ['%', '%'],
        ['%4', '%4'],
        ['%4g', '%4g'],
        ['%%41', '%A'],
        ['a%00', 'a%00'],
        ['%0', '%0'],
        ['%EF%BB%BFa', '\ufeffa'],
    ]) {
        t.equal(percentDecode(text!), decoded, text!)
    }
    t.equal(percentDecode('%80'), null)
})

t.test('percentDecode undoes encodeURIComponent', async t => {
    fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), text => {
            const encoded = encodeURIComponent(text)
            return text.includes('\0') || percentDecode(encoded) === text
        }),
    )
    t.pass()
})

t.test('normalizePath drops empty and dot segments and applies parents', async t => {
    for (const [path, normal] of [
        ['/', '/'],
        ['//', '/'],
        ['/a', '/a'],
        ['/a/', '/a/'],
        ['/a//b', '/a/b'],
        ['/a/../', '/'],
        ['/a/..', '/'],
        ['/a/.', '/a'],
        ['/a/./', '/a/'],
        ['/a/b/../c', '/a/c'],
        ['a/b', 'a/b'],
        ['a/..', '.'],
        ['.', '.'],
        ['./a/', 'a/'],
        ['', null],
        ['..', null],
        ['/..', null],
        ['/a/../..', null],
        ['a/../../b', null],
    ]) {
        t.equal(normalizePath(path!), normal, path!)
    }
})

t.test('normalizePath refuses drives and backslashes on Windows only', async t => {
    for (const path of ['/a\\b', '/c:/x', '\\\\h\\s', '/..\\x']) {
        t.equal(normalizePath(path, true), null, path)
        t.equal(normalizePath(path, false), path, path)
    }
})

t.test('normalizePath gives paths that are normal and stay below the root', async t => {
    const segment = fc.constantFrom('', '.', '..', '...', 'a', 'b c', '.a')
    fc.assert(
        fc.property(fc.array(segment), segments => {
            const path = `/${segments.join('/')}`
            const normal = normalizePath(path)
            if (normal === null) {
                return segments.includes('..')
            }
            return normalizePath(normal) === normal && normal.startsWith('/') && !normal.split('/').includes('..')
        }),
    )
    t.pass()
})
