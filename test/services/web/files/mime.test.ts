import t from 'tap'
import { MimeTypes } from '../../../../services/web/files/mime.js'

t.test('MimeTypes knows the types of the web, and those of the original agent', async t => {
    const types = new MimeTypes({})
    for (const [path, type] of [
        ['/index.html', 'text/html'],
        ['/a.htm', 'text/html'],
        ['/a.js', 'text/javascript'],
        ['/a.mjs', 'text/javascript'],
        ['/a.css', 'text/css'],
        ['/a.json', 'application/json'],
        ['/a.svg', 'image/svg+xml'],
        ['/a.png', 'image/png'],
        ['/a.JPG', 'image/jpeg'],
        ['/a.woff2', 'font/woff2'],
        ['/a.wasm', 'application/wasm'],
        ['/a.txt', 'text/plain'],
        ['/a.min.css', 'text/css'],
        ['/a.tgz', 'application/x-tgz'],
        // Newer than in the specification, see docs/guides/serving-files.md.
        ['/a.wav', 'audio/wav'],
        ['/a.rtf', 'text/rtf'],
        ['/a.jar', 'application/java-archive'],
        ['/a.class', 'application/java-vm'],
        ['/a.z', 'application/compress'],
        ['/a.unknown', ''],
        ['/a', ''],
        ['/a.', ''],
        ['/dir.html/a', ''],
        ['/.html', 'text/html'],
        [`/a.${'x'.repeat(100_000)}`, ''],
        ['/a.constructor', ''],
        ['/a.__proto__', ''],
    ] as const) {
        t.equal(types.typeOf(path), type, path.slice(0, 50))
    }
})

t.test('MimeTypes has a type for each extension of the specification', async t => {
    const types = new MimeTypes({})
    const list =
        'avi bin class css eps gif gz htm html ico jar jpeg jpg js json mov qt mp4 mpeg mpg patch pdf png ps rtf svg tgz tif tiff txt wav xml z zip'
    for (const extension of list.split(' ')) {
        t.match(types.typeOf(`/a.${extension}`), /^[a-z]+\/[a-z0-9.+-]+$/, extension)
    }
})

t.test('MimeTypes prefers what is configured', async t => {
    const types = new MimeTypes({ '.txt': 'text/plain; charset=utf-8', '.own': 'application/x-own' })
    t.equal(types.typeOf('/a.txt'), 'text/plain; charset=utf-8')
    t.equal(types.typeOf('/a.own'), 'application/x-own')
})
