/*
    perform.ts -- Does what `ioto mqtt` was asked to.
*/

import {
    Channel,
    deadline,
    type Fiber,
    readFile,
    scope,
    select,
    type Task,
    TimeoutError,
    type TlsClientOptions,
} from '../../../../fiber/index.js'
import { uid } from '../../../../services/crypt/index.js'
import {
    Mqtt,
    MqttError,
    type MqttOptions,
    type MqttRecv,
    type PublishOptions,
} from '../../../../services/mqtt/index.js'
import { writeOutput } from '../../standard-output.js'
import { Failure } from '../../subcommand.js'
import type { MqttWords } from './options.js'
import { readLines, readStdin } from './input.js'
import { textOf } from './output.js'

/** Lines that are not acknowledged. */
const LINES = 100

/** As mosquitto_sub has it. */
const TIMED_OUT = 27

/** Connects, publishes or subscribes; gives the exit status. */
export function* perform(words: MqttWords, misuse: (message: string) => never): Fiber<number> {
    const topics = words.topic ?? []
    const ways = [words.message !== undefined, words.file !== undefined, words.stdin, words.lines, words.null]
    const publishing = ways.filter(way => way === true).length
    if (topics.length === 0 || publishing > 1 || (publishing === 1 && topics.length > 1)) {
        misuse('error: wanted one topic and one message to publish, or topics to subscribe')
    }
    if (words.disableClean === true && words.id === undefined) {
        misuse('error: --disable-clean wants an --id')
    }
    let mq: Mqtt | null = null
    try {
        mq = yield* Mqtt.connect(optionsOf(words))
        if (publishing === 1) {
            yield* publish(mq, words, topics[0]!)
            return 0
        }
        return yield* deadline((words.wait ?? Infinity) * 1000, subscribe(mq, words, topics))
    } catch (error) {
        if (error instanceof TimeoutError) {
            return TIMED_OUT
        }
        if (error instanceof MqttError || (error instanceof Error && 'code' in error)) {
            throw new Failure(error.message)
        }
        throw error
    } finally {
        if (mq !== null) {
            yield* mq.disconnect()
        }
    }
}

function optionsOf(words: MqttWords): MqttOptions {
    const { cafile, cert, key, insecure, alpn, url, host, port, username, password, willTopic } = words
    const secure = [cafile, cert, alpn].some(word => word !== undefined) || insecure === true
    const tls: TlsClientOptions = {
        ...(cafile === undefined ? {} : { authority: cafile }),
        ...(cert === undefined ? {} : { certificate: cert }),
        ...(key === undefined ? {} : { key }),
        ...(insecure === true ? { verifyPeer: false } : {}),
    }
    const place = `${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`
    return {
        endpoint: url ?? `${secure ? 'mqtts' : 'mqtt'}://${place}`,
        ...(secure ? { tls } : {}),
        ...(alpn === undefined ? {} : { alpn: [alpn] }),
        clientId: words.id ?? `ioto-${uid(10)}`,
        clean: words.disableClean !== true,
        keepAlive: words.keepalive * 1000,
        version: words.protocol === '5' ? 5 : 4,
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password }),
        ...(willTopic === undefined
            ? {}
            : {
                  will: {
                      topic: willTopic,
                      payload: words.willPayload ?? '',
                      qos: words.willQos,
                      retain: words.willRetain === true,
                  },
              }),
    }
}

function* publish(mq: Mqtt, words: MqttWords, topic: string): Fiber<void> {
    const options = { qos: words.qos, retain: words.retain === true }
    if (words.lines === true) {
        yield* publishLines(mq, topic, options)
    } else if (words.stdin === true) {
        yield* mq.publish(topic, yield* readStdin(), options)
    } else if (words.file !== undefined) {
        yield* mq.publish(topic, yield* readFile(words.file), options)
    } else {
        yield* mq.publish(topic, words.message ?? '', options)
    }
}

/** Some lines are under way at once; they are sent, and arrive, in their order. */
function* publishLines(mq: Mqtt, topic: string, options: PublishOptions): Fiber<void> {
    yield* scope(function* (s) {
        const open: Task<void>[] = []
        yield* readLines(function* (line) {
            if (open.length >= LINES) {
                yield* open.shift()!.join()
            }
            open.push(s.spawn(() => mq.publish(topic, line, options)))
        })
    })
}

function* subscribe(mq: Mqtt, words: MqttWords, topics: readonly string[]): Fiber<number> {
    const messages = new Channel<MqttRecv>(1, 'messages')
    // Whoever reads our output slowly holds the broker back.
    const pass = function* (message: MqttRecv): Fiber<void> {
        yield* messages.send(message)
    }
    for (const topic of topics) {
        // A message that matches several filters comes once for each.
        yield* mq.subscribe(topic, pass, { qos: words.qos })
    }
    for (let left = words.count ?? Infinity; left > 0; ) {
        const first = yield* select({ message: messages.receive(), end: mq.closed() })
        if (first.key === 'end') {
            throw new Failure(mq.why)
        }
        if (yield* print(words, first.value!)) {
            left--
        }
    }
    return 0
}

/** Prints a message; false: it is not wanted. */
function* print(words: MqttWords, message: MqttRecv): Fiber<boolean> {
    if (message.retain && !words.retained) {
        return false
    }
    const text = textOf(words, message)
    if (text !== null) {
        yield* writeOutput(text)
    }
    return true
}
