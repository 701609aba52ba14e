/*
    type-password.ts -- Asks for a password at the terminal, without showing it. For commands: the whole process waits.

    The terminal is set to hand over single keys, which works on all systems and without another program; so the few keys that
    people use while typing a password are dealt with here.
*/

import { readSync, writeSync } from 'node:fs'
import { isatty } from 'node:tty'

/** The longest line, bytes. What comes beyond is dropped. */
const longest = 1024

const stdin = 0
const stderr = 2

const ctrlC = 3
const ctrlD = 4
const backspace = 8
const lineFeed = 10
const carriageReturn = 13
const ctrlU = 21
const ctrlZ = 26
const deleteKey = 127
const end = -1

/**
 * Writes the prompt to standard error and gives the line that is typed, without showing it. Where standard input is no terminal,
 * one line is read from it as it is, so that a command works behind a pipe. Null at the end of the input, and after Ctrl-C if the
 * process does not end by it. Blocks the process.
 */
export function typePassword(prompt: string): string | null {
    if (!isatty(stdin)) {
        writeSync(stderr, prompt)
        return pipedLine()
    }
    // First, so that nothing is shown of what is typed as soon as the prompt is there.
    process.stdin.setRawMode(true)
    try {
        writeSync(stderr, prompt)
        return typedLine(prompt)
    } finally {
        process.stdin.setRawMode(false)
        writeSync(stderr, '\n')
    }
}

/** A line up to its end, LF or CR LF; null if there is none. */
function pipedLine(): string | null {
    const bytes: number[] = []
    let byte = nextByte()
    if (byte === end) {
        return null
    }
    for (; byte !== lineFeed && byte !== end; byte = nextByte()) {
        add(bytes, byte)
    }
    return Buffer.from(bytes).toString().replace(/\r$/, '')
}

/** What is typed up to Enter. */
function typedLine(prompt: string): string | null {
    let bytes: number[] = []
    for (;;) {
        const key = nextByte()
        switch (key) {
            case carriageReturn:
            case lineFeed:
                return Buffer.from(bytes).toString()
            case ctrlC:
                raise('SIGINT')
                return null
            case ctrlZ:
                raise('SIGTSTP')
                process.stdin.setRawMode(true)
                writeSync(stderr, prompt)
                bytes = []
                break
            case end:
                return null
            case ctrlD:
                if (bytes.length === 0) {
                    return null
                }
                break
            case ctrlU:
                bytes = []
                break
            case backspace:
            case deleteKey:
                dropLast(bytes)
                break
            default:
                add(bytes, key)
        }
    }
}

function add(bytes: number[], byte: number): void {
    if (bytes.length < longest) {
        bytes.push(byte)
    }
}

/** Drops the last character: in UTF-8 all its bytes but the first are of the form 10xxxxxx. */
function dropLast(bytes: number[]): void {
    let byte = bytes.pop() ?? 0
    while ((byte & 0xc0) === 0x80) {
        byte = bytes.pop() ?? 0
    }
}

/** Does what the terminal would have done with the key. */
function raise(signal: NodeJS.Signals): void {
    process.stdin.setRawMode(false)
    process.kill(process.pid, signal)
}

const byteBuffer = Buffer.alloc(1)
const never = new Int32Array(new SharedArrayBuffer(4))

/** The next byte of standard input; `end` at its end. Waits for it: one byte, so that the next line is left for others. */
function nextByte(): number {
    for (;;) {
        try {
            const byte = readSync(stdin, byteBuffer) === 0 ? end : byteBuffer[0]!
            byteBuffer[0] = 0
            return byte
        } catch (error) {
            const { code } = error as NodeJS.ErrnoException
            if (code === 'EOF') {
                // What Windows says at the end of a pipe.
                return end
            }
            if (code !== 'EAGAIN') {
                throw error
            }
            // Another process has set the input to not wait.
            Atomics.wait(never, 0, 0, 20)
        }
    }
}
