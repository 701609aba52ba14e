import busboy from 'busboy'
import fc from 'fast-check'
import t from 'tap'
import { MultipartEvent, MultipartParser } from '../../../../services/web/upload/multipart-parser.js'

interface Parsed {
    /** Head and body of each part, latin1. */
    readonly parts: [head: string, body: string][]
    /** What is wrong; '': nothing. */
    readonly fault: string
    /** Bytes that the parser wanted to see again at most. */
    readonly held: number
}

/** Shows pieces to a parser as the server does: what is not done again, with the next piece behind it. */
function parse(pieces: readonly Buffer[], boundary = 'b'): Parsed {
    const parser = new MultipartParser(boundary)
    const parts: [string, string][] = []
    let held: Buffer = Buffer.alloc(0)
    let most = 0
    let open = false
    const isOver = () => parser.event === MultipartEvent.end || parser.event === MultipartEvent.fault
    for (const piece of pieces) {
        held = Buffer.concat([held, piece])
        do {
            const done = parser.execute(held, 0, held.length)
            const found = held.toString('latin1', parser.start, parser.end)
            if (parser.event === MultipartEvent.head) {
                parts.push([found, ''])
                open = true
            } else if (parser.event === MultipartEvent.data) {
                parts.at(-1)![1] += found
            } else if (parser.event === MultipartEvent.partEnd) {
                open = false
            }
            held = held.subarray(done)
        } while (parser.event !== MultipartEvent.more && !isOver())
        most = Math.max(most, held.length)
        if (isOver()) {
            break
        }
    }
    if (!isOver()) {
        parser.finish(held.length)
    }
    if (open) {
        parts.pop()
    }
    return { parts, fault: parser.event === MultipartEvent.end ? '' : parser.fault, held: most }
}

/** A body whole, cut in two at each byte, and byte by byte. */
function* cuts(body: string): Generator<Buffer[]> {
    const bytes = Buffer.from(body, 'latin1')
    yield [bytes]
    for (let at = 1; at < bytes.length; at++) {
        yield [bytes.subarray(0, at), bytes.subarray(at)]
    }
    yield Array.from(bytes, byte => Buffer.from([byte]))
}

const good: readonly [body: string, parts: [string, string][]][] = [
    ['--b--\r\n', []],
    ['--b--', []],
    ['--b\r\nH: 1\r\n\r\ndata\r\n--b--\r\n', [['H: 1', 'data']]],
    ['--b\r\nH: 1\r\nI: 2\r\n\r\ndata\r\n--b--', [['H: 1\r\nI: 2', 'data']]],
    ['preamble\r\n--b\r\nH: 1\r\n\r\ndata\r\n--b--\r\nepilogue\r\n--b\r\n', [['H: 1', 'data']]],
    [
        '\r\n--b\r\nH: 1\r\n\r\n\r\n--b\r\nI: 2\r\n\r\nx\r\n--b--\r\n',
        [
            ['H: 1', ''],
            ['I: 2', 'x'],
        ],
    ],
    // RFC 2046 §5.1.1: no body at all, not even an empty one.
    [
        '--b\r\nH: 1\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n',
        [
            ['H: 1', ''],
            ['', 'x'],
        ],
    ],
    ['--b\r\n\r\n\r\n--b--\r\n', [['', '']]],
    ['--b\r\n\r\n--b--\r\n', [['', '']]],
    // What looks like the end and is none.
    [
        '--b\r\nH: 1\r\n\r\n\r\n\r\n--\r\n-b\r--b\n--b --b\r\n\r\n--b--\r\n',
        [['H: 1', '\r\n\r\n--\r\n-b\r--b\n--b --b\r\n']],
    ],
    ['x--b\r\n--b\r\nH: 1\r\n\r\n\r\r\n--b--\r\n', [['H: 1', '\r']]],
]

t.test('MultipartParser takes bodies apart, whole, cut at every byte, and byte by byte', async t => {
    for (const [body, parts] of good) {
        for (const pieces of cuts(body)) {
            const { held, ...parsed } = parse(pieces)
            t.strictSame(parsed, { parts, fault: '' }, `${JSON.stringify(body)} ${pieces[0]!.length}`)
        }
    }
})

const bad: readonly [body: string, fault: string][] = [
    ['', 'Bad upload request boundary'],
    ['--', 'Bad upload request boundary'],
    ['no boundary', 'Bad upload request boundary'],
    ['x--b--\r\n', 'Bad upload request boundary'],
    [`${'x'.repeat(8193)}\r\n--b--\r\n`, 'Bad upload request boundary'],
    ['--b', 'Bad upload request suffix'],
    ['--b\r', 'Bad upload request suffix'],
    ['--b-\r\n', 'Bad upload request suffix'],
    ['--bc\r\nH: 1\r\n\r\nx\r\n--bc--\r\n', 'Bad upload request suffix'],
    ['--b \r\nH: 1\r\n\r\nx\r\n--b--\r\n', 'Bad upload request suffix'],
    ['--b\nH: 1\n\nx\n--b--\n', 'Bad upload request suffix'],
    ['--b--x', 'Bad upload request trailer'],
    ['--b--\r', 'Bad upload request trailer'],
    ['--b--\nx', 'Bad upload request trailer'],
    ['--b\r\n', 'Bad upload headers'],
    ['--b\r\nH: 1\r\n', 'Bad upload headers'],
    ['--b\r\nH: 1\r\n\r', 'Bad upload headers'],
    ['--b\r\nH: 1\r\n\r\n', 'Bad upload request boundary'],
    ['--b\r\nH: 1\r\n\r\ndata', 'Bad upload request boundary'],
    ['--b\r\nH: 1\r\n\r\ndata\r\n--', 'Bad upload request boundary'],
    ['--b\r\nH: 1\r\n\r\ndata\r\n--b', 'Bad upload request suffix'],
]

t.test('MultipartParser says what is wrong, however the bytes are cut', async t => {
    for (const [body, fault] of bad) {
        for (const pieces of body.length > 1000 ? [[Buffer.from(body)]] : cuts(body)) {
            t.equal(parse(pieces).fault, fault, `${JSON.stringify(body.slice(0, 80))} ${pieces[0]?.length}`)
        }
    }
})

t.test('MultipartParser stops at its limits, and never wants more bytes than it says', async t => {
    const head = (size: number) => `--b\r\nH: ${'x'.repeat(size - 3)}\r\n\r\ndata\r\n--b--\r\n`
    t.equal(parse([Buffer.from(head(8192))]).fault, '')
    t.equal(parse([Buffer.from(head(8193))]).fault, 'Bad upload headers')
    t.equal(parse([Buffer.from(`${'x'.repeat(8192)}\r\n--b--`)]).fault, '')
    for (const endless of ['--b\r\nH: ', 'x', '--b\r\n\r\n', '--b\r\nH: x\r\n\r\n\r\n--']) {
        const pieces = [endless, ...Array.from({ length: 300 }, () => 'y'.repeat(100))].map(text => Buffer.from(text))
        const { held } = parse(pieces)
        t.ok(held <= MultipartParser.LOOKAHEAD + 100, `${endless}: ${held}`)
    }
})

t.test('MultipartParser takes boundaries of any bytes', async t => {
    for (const boundary of ['x'.repeat(70), "'()+_,-./:=? z", '\xff\xfe', '--', '-']) {
        const body = `--${boundary}\r\nH: 1\r\n\r\n-x\r\n-\r\n--${boundary}--\r\n`
        for (const pieces of cuts(body)) {
            t.strictSame(parse(pieces, boundary).parts, [['H: 1', '-x\r\n-']])
        }
    }
})

/** What busboy makes of a body: name, filename and latin1 content of each part. */
function byBusboy(body: Buffer, boundary: string): Promise<[string, string | null, string][]> {
    return new Promise((resolve, reject) => {
        const found: [string, string | null, string][] = []
        const parser = busboy({
            headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
            defCharset: 'latin1',
            limits: { fieldSize: Infinity },
        })
        parser.on('field', (name, value) => found.push([name, null, value]))
        parser.on('file', (name, stream, { filename = null }: { filename?: string | null }) => {
            const part: [string, string | null, string] = [name, filename, '']
            found.push(part)
            stream.on('data', (data: Buffer) => {
                part[2] += data.toString('latin1')
            })
        })
        parser.on('close', () => resolve(found))
        parser.on('error', reject)
        parser.end(body)
    })
}

/** Data that is full of beginnings of a boundary. */
const data = fc.array(fc.constantFrom('\r', '\n', '\r\n', '-', '--', '\r\n--', 'b', '\r\n--b', 'x', '\0', '\xff'), {
    maxLength: 30,
})

t.test('MultipartParser finds the parts that busboy finds', async t => {
    const boundary = 'bbx'
    await fc.assert(
        fc.asyncProperty(
            fc.array(fc.tuple(fc.boolean(), data), { maxLength: 5 }),
            fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
            async (parts, sizes) => {
                const bodies = parts.map(([, pieces]) => pieces.join(''))
                fc.pre(bodies.every(body => !`\r\n${body}\r\n`.includes(`\r\n--${boundary}`)))
                const text = bodies.map((body, i) => {
                    const file = parts[i]![0] ? `; filename="f${i}"` : ''
                    return `--${boundary}\r\nContent-Disposition: form-data; name="n${i}"${file}\r\n\r\n${body}\r\n`
                })
                const whole = Buffer.from(`${text.join('')}--${boundary}--\r\n`, 'latin1')
                const pieces: Buffer[] = []
                for (let at = 0, i = 0; at < whole.length; i++) {
                    const size = sizes[i % sizes.length]!
                    pieces.push(whole.subarray(at, at + size))
                    at += size
                }
                const wanted = await byBusboy(whole, boundary)
                const { parts: found, fault } = parse(pieces, boundary)
                const seen = found.map(([head, body]) => [
                    /name="(n\d)"/.exec(head)![1],
                    /filename="(f\d)"/.exec(head)?.[1] ?? null,
                    body,
                ])
                // Busboy tells files and fields in the order of their ends.
                const order = (list: unknown[][]) => list.map(each => JSON.stringify(each)).sort()
                if (fault !== '' || order(seen).join() !== order(wanted).join()) {
                    throw new Error(`${JSON.stringify(seen)} instead of ${JSON.stringify(wanted)}: ${fault}`)
                }
            },
        ),
        { numRuns: 200 },
    )
    t.pass('200 bodies')
})
