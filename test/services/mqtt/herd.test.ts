import t from 'tap'
import { Event, type Fiber, now, sleep, spawn, type Task } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { MqttError } from '../../../services/mqtt/errors.js'
import { Link, type LinkUser } from '../../../services/mqtt/link.js'
import { settingsOf } from '../../../services/mqtt/options.js'
import { randomOf } from '../../long/random.js'

/** Clients of the herd. */
const COUNT = 1000

/** A broker that accepts so many a second, and its clients: the links of `Mqtt`, with the pauses of `reconnect: true`. */
class Herd {
    /** Connections that are accepted in each second; 0: the broker is down. */
    capacity = Infinity
    /** `now()` of each attempt, and of each that was accepted. */
    attempts: number[] = []
    accepted: number[] = []
    readonly #cut = new Event('cut')
    readonly #tasks: Task<void>[] = []
    #second = 0
    #taken = 0

    /** `seed`: of the random numbers, from one source for all. */
    constructor(seed: number) {
        const random = randomOf(seed)
        for (let i = 0; i < COUNT; i++) {
            const { reconnect, stable } = settingsOf({
                ...{
                    clientId: `c${i}`,
                    endpoint: 'broker.test',
                    reconnect: true,
                    random: () => random(2 ** 32) / 2 ** 32,
                },
            })
            const user: LinkUser = {
                clientId: `c${i}`,
                connection: () => this.#connection(link),
                ended: () => {},
            }
            const link = new Link(user, 'the broker', reconnect, stable)
            this.#tasks.push(spawn(() => link.run()))
        }
    }

    /** All lose their connection. */
    cut(): number {
        this.attempts = []
        this.accepted = []
        this.#cut.emit()
        return now()
    }

    *stop(): Fiber<void> {
        for (const task of this.#tasks) {
            task.cancel('the test is over')
        }
        yield* sleep(1)
    }

    *#connection(link: Link): Fiber<never> {
        this.attempts.push(now())
        const second = Math.floor(now() / 1000)
        this.#taken = second === this.#second ? this.#taken + 1 : 1
        this.#second = second
        if (this.#taken > this.capacity) {
            throw new MqttError('MQTT_REFUSED', 'The broker refused the connection: it is busy')
        }
        this.accepted.push(now())
        link.accepted()
        yield* this.#cut.wait()
        throw new MqttError('MQTT_LOST', 'The broker has ended the connection')
    }
}

/** How many of these times lie in each interval since a start. */
function histogram(times: readonly number[], start: number, width: number): number[] {
    const counts: number[] = []
    for (const time of times) {
        const at = Math.floor((time - start) / width)
        counts[at] = (counts[at] ?? 0) + 1
    }
    return Array.from(counts, count => count ?? 0)
}

/** Milliseconds after a start at which a share of all has come. */
function quantile(times: readonly number[], start: number, share: number): number {
    return Math.round(times[Math.ceil(times.length * share) - 1]! - start)
}

fiberTest(t, 'Link: 1,000 clients whose broker is back at once return evenly over a second', function* (t) {
    const herd = new Herd(1)
    yield* sleep(60_000)
    const start = herd.cut()
    yield* sleep(60_000)
    t.equal(herd.accepted.length, COUNT)
    const tenths = histogram(herd.accepted, start, 100)
    // 100 are expected in each; the standard deviation is 9.5. Timers may be a millisecond late.
    t.ok(quantile(herd.accepted, start, 1) <= 1001)
    t.ok(Math.min(...tenths.slice(0, 10)) >= 70 && Math.max(...tenths) <= 130, tenths.join())
    yield* herd.stop()
})

fiberTest(t, 'Link: 1,000 clients whose broker was away for a minute return spread over the next', function* (t) {
    const herd = new Herd(2)
    yield* sleep(60_000)
    herd.cut()
    herd.capacity = 0
    yield* sleep(60_000)
    herd.capacity = Infinity
    // What is asked of a broker that is down gets less and less.
    const asked = histogram(herd.attempts, herd.attempts[0]!, 10_000)
    t.ok(asked[0]! > 3 * asked.at(-1)!, asked.join())
    const start = now()
    yield* sleep(300_000)
    t.equal(herd.accepted.length, COUNT)
    const seconds = histogram(herd.accepted, start, 1000)
    t.ok(Math.max(...seconds) <= 45, seconds.join())
    const [half, most, all] = [0.5, 0.95, 1].map(share => quantile(herd.accepted, start, share))
    // The longest pause that has been drawn from is 64 or 128 seconds, cut to 120.
    t.ok(half! < 40_000 && most! < 110_000 && all! <= 121_000, `${half}, ${most}, ${all} ms`)
    yield* herd.stop()
})

fiberTest(t, 'Link: 1,000 clients and a broker that takes 20 a second', function* (t) {
    const herd = new Herd(3)
    yield* sleep(60_000)
    const start = herd.cut()
    herd.capacity = 20
    yield* sleep(1_200_000)
    t.equal(herd.accepted.length, COUNT)
    const each = herd.attempts.length / COUNT
    const [half, most, all] = [0.5, 0.95, 1].map(share => quantile(herd.accepted, start, share))
    // At best it takes 50 seconds.
    t.ok(
        each < 8 && half! < 40_000 && most! < 120_000 && all! < 300_000,
        `${each} attempts each, ${half}, ${most}, ${all} ms`,
    )
    yield* herd.stop()
})
