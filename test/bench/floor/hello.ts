/*
    hello.ts -- What all servers of bench:socket share: the request and the answer, and how they close.

    A request is taken to be one that ends with an empty line, which is all that these servers look at: what is measured lies
    below HTTP.
*/

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n'

/** Answer with the connection kept open, and with its end announced. */
export const KEEP = `${head}\r\nfiber ok`
export const CLOSE = `${head}Connection: close\r\n\r\nfiber ok`

/** The server is to close after each answer. */
export const closing = process.argv.includes('close')

const LF = 10

/** Whether bytes end as a request does. */
export function isRequest(bytes: Uint8Array, length: number): boolean {
    return length >= 4 && bytes[length - 1] === LF && bytes[length - 3] === LF
}
