/*
    checks.ts -- The checks of the application, by their names. What a service checks that is not there fails, and says so.
*/

import {
    cryptCheckPassword,
    cryptGetSha256,
    cryptID,
    cryptMakePassword,
    dbField,
    dbFindOne,
    dbGetNum,
    dbSetNum,
    dbUpdate,
    ioConnect,
    ioGetConfig,
    type Ioto,
    jsonFree,
    jsonGet,
    jsonGetInt,
    jsonParse,
    MQTT_WAIT_ACK,
    mqttGetError,
    mqttIsConnected,
    mqttPublish,
    type MqttRecv,
    mqttSubscribe,
    mqttUnsubscribe,
    rAddName,
    rAllocHash,
    rFreeHash,
    rGetTicks,
    rLookupName,
    rSleep,
    rSpawnFiber,
    rWatch,
    rWatchOff,
    rSignal,
    sfmt,
    stoi,
    urlAlloc,
    urlFetch,
    urlFinalize,
    urlFree,
    urlGetResponse,
    urlRead,
    urlStart,
    urlWriteHeaders,
} from 'ioto-fiber/c'
import type { Fiber } from 'ioto-fiber/fiber'

/** Gives whether it has passed. May throw instead. */
export type Check = (ioto: Ioto) => Fiber<boolean>

/** All of them. */
export const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
    ['health', always],
    ['crypt.hash', hash],
    ['crypt.password', password],
    ['db.count', count],
    ['db.update', update],
    ['fiber.sleep', sleep],
    ['fiber.signal', signal],
    ['json.query', query],
    ['mqtt.echo', echo],
    ['mqtt.ping', ping],
    ['r.hash', names],
    ['r.text', text],
    ['url.get', get],
    ['web.stream', stream],
    ...['aws.logs', 'metric.getset', 'mqtt.request', 'mqtt.store', 'shadow.basic', 'sync.store'].map(
        name => [name, missing(name)] as const,
    ),
])

function* always(): Fiber<boolean> {
    return true
}

/** Its service is not built. */
function missing(name: string): Check {
    return function* () {
        throw new Error(`Cannot check ${name}: it needs the cloud, which this version does not have`)
    }
}

/** SHA-256 of FIPS 180-4. */
function* hash(): Fiber<boolean> {
    return cryptGetSha256('abc') === 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
}

function* password(): Fiber<boolean> {
    const made = cryptMakePassword('secret', 16, 128)
    return cryptCheckPassword('secret', made) && !cryptCheckPassword('Secret', made) && cryptID(10)?.length === 10
}

/** What is written is there, also for others. */
function* count(ioto: Ioto): Fiber<boolean> {
    const next = dbGetNum(ioto.db, 'Check', 'count', { name: 'count' }, null, 0) + 1
    dbSetNum(ioto.db, 'Check', 'count', next, { name: 'count' }, { upsert: true })
    return dbGetNum(ioto.db, 'Check', 'count', { name: 'count' }, null, 0) === next
}

/** Writes `SyncState.lastUpdate` back to itself. */
function* update(ioto: Ioto): Fiber<boolean> {
    const item = dbFindOne(ioto.db, 'SyncState', null, null)
    const lastUpdate = dbField(item, 'lastUpdate') ?? new Date(0).toISOString()
    return dbUpdate(ioto.db, 'SyncState', { lastUpdate }, { upsert: true }) !== null
}

function* sleep(): Fiber<boolean> {
    const before = rGetTicks()
    yield* rSleep(10)
    return rGetTicks() > before
}

/** A signal reaches who watches, on a fiber of its own. */
function* signal(): Fiber<boolean> {
    let heard = 0
    const listener = (): void => {
        heard++
    }
    rWatch('unit:heard', listener, null)
    rSpawnFiber('unit', () => rSignal('unit:heard'))
    for (let i = 0; i < 100 && heard === 0; i++) {
        yield* rSleep(1)
    }
    rWatchOff('unit:heard', listener, null)
    return heard === 1
}

function* query(): Fiber<boolean> {
    const json = jsonParse('{ pump: { on: true, list: [{ n: 7 }] } }', 0)
    const isRight = jsonGet(json, 0, 'pump.on', null) === 'true' && jsonGetInt(json, 0, 'pump.list[0].n', 0) === 7
    jsonFree(json)
    return isRight
}

/** The broker acknowledges a message. Spec apps.md §7. */
function* ping({ mqtt, id }: Ioto): Fiber<boolean> {
    return (yield* mqttPublish(yield* connected(mqtt), '', 0, 1, MQTT_WAIT_ACK, 'ioto/service/%s/test/ping', id)) === 0
}

/** What is published comes back to who has subscribed. */
function* echo({ mqtt, id }: Ioto): Fiber<boolean> {
    const mq = yield* connected(mqtt)
    const sent = cryptID(10)!
    let heard: string | null = null
    const listener = ({ payload }: MqttRecv): void => {
        heard = payload.toString()
    }
    if ((yield* mqttSubscribe(mq, listener, 1, MQTT_WAIT_ACK, 'unit/%s/echo', id)) < 0) {
        return false
    }
    try {
        const published = yield* mqttPublish(mq, sent, 0, 1, MQTT_WAIT_ACK, 'unit/%s/echo', id)
        for (let i = 0; i < 1000 && published === 0 && heard === null; i++) {
            yield* rSleep(5)
        }
        return heard === sent
    } finally {
        yield* mqttUnsubscribe(mq, `unit/${id}/echo`, MQTT_WAIT_ACK)
    }
}

/** A broker has to be configured, and to be there. */
function* connected(mqtt: Ioto['mqtt']): Fiber<NonNullable<Ioto['mqtt']>> {
    if (mqtt === null) {
        throw new Error('Cannot check MQTT: there is no client, wanted services.mqtt and mqtt.endpoint')
    }
    if (!mqttIsConnected(mqtt) && (yield* ioConnect()) < 0) {
        throw new Error(`Cannot check MQTT: the broker does not answer: ${mqttGetError(mqtt)}`)
    }
    return mqtt
}

function* names(): Fiber<boolean> {
    const table = rAllocHash(0, 0)
    rAddName(table, 'colour', 'red', 0)
    const isRight = rLookupName(table, 'colour') === 'red' && rLookupName(table, 'size') === null
    rFreeHash(table)
    return isRight
}

function* text(): Fiber<boolean> {
    return sfmt('%05.1f|%-4s|%x', 3.14159, 'ab', 255) === '003.1|ab  |ff' && stoi('42 things') === 42
}

/** Asks the web server of this agent for its page. */
function* get(ioto: Ioto): Fiber<boolean> {
    const [url] = ioto.webHost!.urls
    const up = urlAlloc(0)
    try {
        const status = yield* urlFetch(up, 'GET', `${url}/`, null, 0, null)
        const page = yield* urlGetResponse(up)
        return status === 200 && (page ?? '').includes(ioGetConfig('app', '')!)
    } finally {
        urlFree(up)
    }
}

/** The first line of the stream, which has many. */
function* stream(ioto: Ioto): Fiber<boolean> {
    const [url] = ioto.webHost!.urls
    const up = urlAlloc(0)
    try {
        yield* urlStart(up, 'GET', `${url}/api/public/stream`)
        yield* urlWriteHeaders(up, null)
        yield* urlFinalize(up)
        const buffer = Buffer.alloc(100)
        const length = yield* urlRead(up, buffer, buffer.length)
        return /^\{"time": \d+\}\n/.test(buffer.toString('latin1', 0, Math.max(0, length)))
    } finally {
        urlFree(up)
    }
}
