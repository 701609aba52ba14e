/*
    fuzz-json.ts -- Broken texts for services/json: npm run fuzz:json -- [--seconds N] [--seed S] [--only S]

    Random bytes, random tokens, configurations with mutations. Whatever a text is, each parser gives a value or a `JsonError`, the parsers
    agree where they should, and what is written is read again. The work is done in a process with little memory; when that is silent for
    too long, it hangs. A failure names the seed of its text: `--only` does it again.
*/

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { check } from './json/check.js'
import { textOf } from './json/texts.js'

/** Megabytes of heap of the process that does the work. */
const HEAP = 256
/** Milliseconds without a word after which it hangs. */
const SILENCE = 20_000
/** Milliseconds between its words. */
const WORD = 500

const { values } = parseArgs({
    options: {
        seconds: { type: 'string', default: '30' },
        seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
        only: { type: 'string' },
    },
})

if (values.only !== undefined) {
    console.log(JSON.stringify(textOf(Number(values.only))))
    check(textOf(Number(values.only)), Number(values.only))
} else if (process.send === undefined) {
    await supervise()
} else {
    work(Number(values.seed), Number(values.seconds))
}

/** What the process says: it begins a text, or it is done. */
interface Word {
    readonly seed: number
    readonly count: number
    readonly taken: number
}

async function supervise(): Promise<void> {
    const child = fork(new URL(import.meta.url), process.argv.slice(2).concat('--seed', values.seed), {
        execArgv: [`--max-old-space-size=${HEAP}`],
    })
    let last: Word = { seed: Number(values.seed), count: 0, taken: 0 }
    const kill = () => {
        console.error(`Silent for ${SILENCE} ms after seed ${last.seed}`)
        child.kill('SIGKILL')
    }
    let timer = setTimeout(kill, SILENCE)
    child.on('message', (word: Word) => {
        last = word
        clearTimeout(timer)
        timer = setTimeout(kill, SILENCE)
    })
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    clearTimeout(timer)
    console.log(`${last.count} texts from seed ${values.seed}, ${last.taken} of them taken in relaxed mode`)
    if (code !== 0) {
        console.error(`Ended with ${signal ?? code} after seed ${last.seed}`)
        process.exitCode = 1
    }
}

function work(first: number, seconds: number): void {
    const end = performance.now() + seconds * 1000
    let next = 0
    let taken = 0
    let count = 0
    for (let seed = first; performance.now() < end; seed++) {
        if (performance.now() >= next) {
            process.send!({ seed, count, taken })
            next = performance.now() + WORD
        }
        try {
            taken += check(textOf(seed), seed) ? 1 : 0
        } catch (error) {
            console.error(`Seed ${seed}:`, error)
            process.exit(1)
        }
        count++
    }
    process.send!({ seed: first + count, count, taken }, () => process.exit(0))
}
