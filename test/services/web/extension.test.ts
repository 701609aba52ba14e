import t from 'tap'
import { extensionOf } from '../../../services/web/extension.js'

t.test('extensionOf gives the text from the last dot of the last segment', async t => {
    for (const [path, extension] of [
        ['/a.html', '.html'],
        ['/a.tar.gz', '.gz'],
        ['/.profile', '.profile'],
        ['/a', null],
        ['/a.b/c', null],
        ['/a.', null],
        ['/a.b/', null],
        ['*', null],
        ['', null],
        ['/a b.T x', '.T x'],
    ] as const) {
        t.equal(extensionOf(path), extension, path)
    }
})
