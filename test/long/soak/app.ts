/*
    app.ts -- The application of the soak test: an echo for WebSockets, a stream of numbers to MQTT, and a collection of garbage on demand.
*/

import { type Fiber, sleep, spawn } from '../../../fiber/index.js'
import type { Agent } from '../../../services/agent/index.js'
import type { Web } from '../../../services/web/index.js'

/** Milliseconds between two numbers. */
const PERIOD = 50

/** Of `node --expose-gc`. */
declare const gc: () => void

/** See `AgentHooks`. */
export function* start(agent: Agent): Fiber<void> {
    const { web, mqtt } = agent
    web!.addAction('/api/echo', echo)
    web!.addAction('/api/events', request => request.eventStream(events(agent, request)))
    web!.addAction('/api/item', request => item(agent, request))
    web!.addAction('/api/collect', function* (request) {
        gc()
        yield* request.json(agent.statistics())
    })
    yield* mqtt!.subscribe(
        'soak/in',
        function* (message) {
            yield* mqtt!.publish('soak/back', message.payload, { qos: 1, wait: 'none' })
        },
        { qos: 1 },
    )
    spawn(numbers, agent)
}

/** Each number reaches the broker, whether it is there or not. */
function* numbers({ mqtt }: Agent): Fiber<void> {
    for (let n = 1; ; n++) {
        yield* mqtt!.publish('soak/number', String(n), { qos: 1, wait: 'none' })
        yield* sleep(PERIOD)
    }
}

function* events(agent: Agent, web: Web): Fiber<void> {
    for (;;) {
        yield* web.writeEvent(0, 'status', JSON.stringify(agent.statistics()))
        yield* sleep(PERIOD)
    }
}

function* echo({ webSocket: ws }: Web): Fiber<void> {
    for (let text = yield* ws!.receive(); text !== null; text = yield* ws!.receive()) {
        yield* ws!.send(text)
    }
}

/** POST writes, GET reads: what was answered with 200 is on the disk. */
function* item({ db }: Agent, web: Web): Fiber<void> {
    const key = web.getVar('key') ?? web.getQueryVar('key')
    if (web.method === 'POST') {
        db!.update('Store', { key, value: web.getVar('value') }, { upsert: true })
        yield* db!.flush()
    }
    yield* web.json(db!.get('Store', { key })?.data.value ?? null)
}
