/*
    corpus.ts -- The texts of bench:json. All of them are made, always the same ones, and none has anything to suit a parser.
*/

/** A configuration as people write it: comments, bare names, both quotes, trailing commas. Relaxed JSON and JSON5 alike. */
export const config = `// device.json5 -- Configuration of the device
{
    // Identity
    product: 'gateway-7',
    version: '1.4.2',
    account: '01GHRX9GCQ5KWGVJYF8J0ECHTN',
    profile: 'dev',

    // Which services run
    services: {
        web: true,
        mqtt: true,
        shadow: false,
        update: true,
        database: true,
    },

    limits: {
        fibers: 64,
        stack: '64k',
        connections: 20,
        upload: '10MB',
        session: 200,
    },

    timeouts: {
        connect: '30 secs',
        request: '5 mins',
        idle: '1 hour',
        update: '1 day',
    },

    log: {
        path: 'ioto.log',
        format: '%D %H %A[%P] %T %S %M',
        types: 'error,info',
        level: 2,
        rotate: { size: '100k', count: 5 },
    },

    /*
        The web server of the device. The document root is below the
        directory of the site.
     */
    web: {
        documents: '@site',
        listen: ['http://:80', 'https://:443'],
        headers: {
            'Cache-Control': 'no-cache',
            'X-Content-Type-Options': 'nosniff',
            'X-Frame-Options': 'SAMEORIGIN',
        },
        routes: [
            { match: '/api/public/', handler: 'action', methods: ['GET', 'POST'] },
            { match: '/api/', handler: 'action', role: 'user', validate: true },
            { match: '/', handler: 'file', cache: 86400 },
        ],
        auth: {
            roles: ['user', 'admin', 'owner'],
            require: "secure",
            lockout: { attempts: 3, delay: 0.5 },
        },
    },
    sensors: [
        { id: 1, kind: 'temperature', scale: 0.125, offset: -40 },
        { id: 2, kind: 'humidity', scale: 0.5, offset: 0 },
    ],
}
`

let state = 1

/** Numbers from 0 to `limit` - 1, always the same ones: a linear congruential generator. */
function random(limit: number): number {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return Math.floor((state / 0x80000000) * limit)
}

const words = 'pump valve motor sensor north south main spare boiler tank inlet outlet level flow pressure relay'.split(
    ' ',
)

function pick(): string {
    return words[random(words.length)]!
}

/** What one device of many reports. */
function record(id: number): object {
    return {
        id,
        name: `${pick()}-${pick()}-${id}`,
        serial: random(0x7fffffff).toString(36).toUpperCase().padStart(8, '0'),
        enabled: random(4) > 0,
        location: { site: pick(), floor: random(12) - 2, position: [random(10000) / 100, random(10000) / 100] },
        readings: Array.from({ length: 4 }, () => random(100000) / 1000),
        status: random(10) > 0 ? 'ok' : `${pick()} "${pick()}" does not answer\n`,
        updated: new Date(1.7e12 + random(1e9)).toISOString(),
        owner: random(5) > 0 ? null : `${pick()}@example.com`,
        tags: Array.from({ length: random(4) }, pick),
    }
}

/** A list of devices of about that many characters as JSON. */
export function devices(size: number): object[] {
    state = 1
    const list: object[] = []
    for (let length = 0; length < size; length += JSON.stringify(list.at(-1)).length + 1) {
        list.push(record(list.length))
    }
    return list
}
