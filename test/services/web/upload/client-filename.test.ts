import t from 'tap'
import { clientFilename } from '../../../../services/web/upload/client-filename.js'

t.test('clientFilename takes names that are one segment of a path, in normal form', async t => {
    for (const [name, wanted] of [
        ['a.txt', 'a.txt'],
        ['Bericht über alles (2).tar.gz', 'Bericht über alles (2).tar.gz'],
        ['日本.png', '日本.png'],
        ['x/../a.txt', 'a.txt'],
        ['./a.txt', 'a.txt'],
    ] as const) {
        t.equal(clientFilename(name), wanted, name)
    }
})

t.test('clientFilename refuses what leaves its directory, is hidden, or has a meaning elsewhere', async t => {
    const bad = ['', '.', '..', '../a', '/etc/passwd', 'a/b', 'a/', '.hidden', 'a..b', '../../a', 'x/../../a', '/']
    for (const name of [...bad, ...[...'\\/:*?<>|~"\'%^`\r\n\t\f\0\x7f'].map(char => `a${char}b`)]) {
        t.equal(clientFilename(name), null, JSON.stringify(name))
    }
})
