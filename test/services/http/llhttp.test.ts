/*
    llhttp.test.ts -- Damaged streams, read by this parser and by Node's own: where both find a request they find the same
    one. A request that two readers see with different ends is one that can be smuggled past one of them.
*/

import { createRequire } from 'node:module'
import fc from 'fast-check'
import t from 'tap'
import { damage, spoil, stream } from './generators.js'
import { read } from './message-reader.js'

interface NodeParser {
    initialize(type: number, resource: object): void
    execute(buf: Uint8Array): number | Error
    [callback: number]: (...args: never[]) => number | undefined
}

interface Common {
    HTTPParser: { new (): NodeParser } & Record<
        'REQUEST' | 'kOnHeadersComplete' | 'kOnBody' | 'kOnMessageComplete',
        number
    >
    methods: string[]
}

/** Node's parser, where it can be had; it is no public interface. */
function common(): Common | null {
    try {
        return createRequire(import.meta.url)('_http_common') as Common
    } catch {
        return null
    }
}

/** The complete requests that Node's parser finds in `bytes`, as lines of text. */
function nodeRequests({ HTTPParser, methods }: Common, bytes: Uint8Array): string[] {
    const parser = new HTTPParser()
    const found: string[] = []
    let current = ''
    parser.initialize(HTTPParser.REQUEST, {})
    parser[HTTPParser.kOnHeadersComplete] = (
        _major: number,
        _minor: number,
        _fields: string[],
        method: number,
        url: string,
    ) => {
        current = `${methods[method]} ${url} `
        return 0
    }
    parser[HTTPParser.kOnBody] = (part: Buffer) => {
        current += part.toString('latin1')
        return 0
    }
    parser[HTTPParser.kOnMessageComplete] = () => {
        found.push(current)
        return 0
    }
    parser.execute(bytes)
    return found
}

const node = common()

t.test(
    'RequestParser finds the same requests as llhttp in a damaged stream',
    { skip: node === null ? 'This Node does not give its parser away' : false },
    async t => {
        let compared = 0
        fc.assert(
            fc.property(stream, fc.array(damage, { minLength: 1, maxLength: 3 }), (requests, damages) => {
                const legal = requests.map(({ wire }) => wire).join('')
                const bytes = Buffer.from(damages.reduce(spoil, legal), 'latin1')
                const outcome = read([bytes])
                const ours = outcome.messages
                    .filter(message => message.complete)
                    .map(({ method, target, body }) => `${method} ${target} ${body}`)
                const theirs = nodeRequests(node!, bytes)
                for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
                    compared++
                    if (ours[i] !== theirs[i]) {
                        throw new Error(`${JSON.stringify(ours)}, llhttp finds ${JSON.stringify(theirs)}`)
                    }
                }
            }),
            { numRuns: 2000 },
        )
        t.ok(compared > 100, `${compared} requests were compared`)
    },
)
