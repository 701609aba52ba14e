import fc from 'fast-check'
import t from 'tap'
import { EventParser, type ServerEvent } from '../../../services/url/index.js'

t.test('EventParser reads a stream the same however it is cut', async t => {
    const text =
        '\ufeff: c\r\n\r\nid: 12\revent:e\rdata: a\rdata\rdata:  ä\r\r\nid\ndata: x\nother: y\n\nevent: only\n\nretry: 100\nretry: x\nDATA:1\n\ndata: lost'
    const bytes = Buffer.from(text)
    const read = (...pieces: Buffer[]) => {
        const parser = new EventParser()
        return [pieces.flatMap(piece => parser.parse(piece)), parser.retry]
    }
    const whole = read(bytes)
    t.same(whole, [
        [
            { id: 12, lastEventId: '12', event: 'e', data: 'a\n\n ä' },
            { id: -1, lastEventId: '', event: null, data: 'x' },
        ],
        100,
    ])
    for (let at = 0; at <= bytes.length; at++) {
        t.same(read(bytes.subarray(0, at), bytes.subarray(at)), whole)
    }
    t.same(read(...Array.from(bytes, byte => Buffer.from([byte]))), whole)
})

/** Data of the events of a stream, with name and id where there are some. */
function told(text: string): string[] {
    const show = ({ data, event, lastEventId }: ServerEvent): string =>
        JSON.stringify(data) + (event === null ? '' : ` ${event}`) + (lastEventId === '' ? '' : ` #${lastEventId}`)
    return new EventParser().parse(Buffer.from(text)).map(show)
}

t.test('EventParser reads what the HTML standard has as examples, and what the tests of browsers look at', async t => {
    const rows: readonly [stream: string, events: readonly string[]][] = [
        ['data: YHOO\ndata: +2\ndata: 10\n\n', ['"YHOO\\n+2\\n10"']],
        [
            ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n',
            ['"first event" #1', '"second event"', '" third event"'],
        ],
        ['data\n\ndata\ndata\n\ndata:\n', ['""', '"\\n"']],
        ['data:test\n\ndata: test\n\n', ['"test"', '"test"']],
        ['\ufeffdata:1\n\n\ufeffdata:2\n\ndata:3\n\n', ['"1"', '"3"']],
        ['\ufeff\ufeffdata:1\n\ndata:2\n\n', ['"2"']],
        ['data:1\r:\0\n:\r\ndata:2\n:data:3\rdata:4\n\n', ['"1\\n2\\n4"']],
        [
            'data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n',
            ['"\\u0000\\n 2\\n1\\n3\\n\\n4"'],
        ],
        ['event:a\ndata:1\n\ndata:2\n\n', ['"1" a', '"2"']],
        ['event: \ndata:1\n\n', ['"1"']],
        ['event:a\n\ndata:1\n\n', ['"1"']],
        ['id: 1\ndata:1\n\nid: 2\0\ndata:2\n\nid:\ndata:3\n\n', ['"1" #1', '"2" #1', '"3"']],
        ['id: 7\n\ndata:1\n\n', ['"1" #7']],
        ['data:ok…\n\n', ['"ok…"']],
    ]
    for (const [stream, events] of rows) {
        t.same(told(stream), events, JSON.stringify(stream))
    }
    t.same(new EventParser().parse(Buffer.from([...Buffer.from('data:'), 0xff, 10, 10]))[0]?.data, '\ufffd')
})

t.test('EventParser takes the pause from `retry` if it is a number, and nothing else', async t => {
    for (const [value, retry] of [
        ['3000', 3000],
        ['0', 0],
        ['03', 3],
        ['', -1],
        ['1s', -1],
        ['-1', -1],
        ['1.5', -1],
        ['9999999999', -1],
    ] as const) {
        const parser = new EventParser()
        parser.parse(Buffer.from(`retry:${value}\n`))
        t.equal(parser.retry, retry, value)
    }
})

t.test('EventParser gives the same events however a stream of any kind is cut', async () => {
    const word = fc.constantFrom(
        'data',
        'id',
        'event',
        'retry',
        ':',
        ' ',
        '\n',
        '\r',
        '\r\n',
        '\n\n',
        'ä',
        '7',
        '\ufeff',
        '\0',
    )
    fc.assert(
        fc.property(fc.array(word), fc.array(fc.nat(40)), (words, cuts) => {
            const bytes = Buffer.from(words.join(''))
            const cut = new EventParser()
            const events: ServerEvent[] = []
            let at = 0
            for (const length of [...cuts, bytes.length]) {
                events.push(...cut.parse(bytes.subarray(at, at + length)))
                at += length
            }
            const whole = new EventParser()
            const wanted = whole.parse(bytes)
            return (
                JSON.stringify(events) === JSON.stringify(wanted) &&
                cut.retry === whole.retry &&
                cut.lastEventId === whole.lastEventId
            )
        }),
        { numRuns: 300 },
    )
})
