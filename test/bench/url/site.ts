/*
    site.ts -- The server of bench:url: whole responses that lie ready. It takes little time, so that the clients are what is measured.
*/

import { type AddressInfo, createServer } from 'node:net'
import { answer } from '../harness/index.js'

const responses = new Map(
    [1024, 102_400].map(size => [
        size,
        Buffer.from(
            `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`,
        ),
    ]),
)

const server = createServer({ noDelay: true }, socket => {
    let text = ''
    socket.on('data', data => {
        text += data.toString('latin1')
        for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
            socket.write(responses.get(Number(text.slice(5, text.indexOf(' ', 5))))!)
            text = text.slice(end + 4)
        }
    })
    socket.on('error', () => {})
})
server.listen(0, '127.0.0.1', () => answer((server.address() as AddressInfo).port, {}))
