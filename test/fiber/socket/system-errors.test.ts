import t from 'tap'
import { SocketError, socketErrors } from '../../../fiber/socket/index.js'
import { connectionFailure, systemFailure } from '../../../fiber/socket/system-errors.js'

function nodeError(code: string): Error {
    return Object.assign(new Error(`call ${code}`), { code })
}

t.test('systemFailure knows the errors of the system, and keeps them as cause', async t => {
    const known: Record<string, string> = {
        EACCES: 'SOCKET_ACCESS',
        EADDRINUSE: 'SOCKET_IN_USE',
        EADDRNOTAVAIL: 'SOCKET_ADDRESS',
        ECONNREFUSED: 'SOCKET_REFUSED',
        ECONNRESET: 'SOCKET_RESET',
        EPIPE: 'SOCKET_RESET',
        EHOSTUNREACH: 'SOCKET_UNREACHABLE',
        ENETUNREACH: 'SOCKET_UNREACHABLE',
        EMFILE: 'SOCKET_LIMIT',
        ENOTFOUND: 'SOCKET_NOT_FOUND',
        EAI_AGAIN: 'SOCKET_NOT_FOUND',
        ETIMEDOUT: 'SOCKET_TIMEOUT',
    }
    for (const [code, ours] of Object.entries(known)) {
        const cause = nodeError(code)
        const error = systemFailure('connect to', 'place', cause)
        t.ok(error instanceof SocketError)
        t.equal(error.code, ours, code)
        t.equal(error.cause, cause)
        t.match(error.message, new RegExp(`^Cannot connect to place: .* \\(${code}\\)$`))
    }
})

t.test('systemFailure takes the words of errors that it does not know', async t => {
    const error = systemFailure('read from', 'place', nodeError('EODD'))
    t.match(error, { code: 'SOCKET_FAILED', message: 'Cannot read from place: call EODD' })
    t.match(systemFailure('read from', 'place', new Error('odd')), { message: 'Cannot read from place: odd' })
})

t.test('systemFailure keeps the code of a SocketError', async t => {
    const cause = new SocketError('SOCKET_TIMEOUT', 'Cannot wait')
    t.match(systemFailure('read from', 'place', cause), { code: 'SOCKET_TIMEOUT' })
})

t.test('connectionFailure names the peer', async t => {
    const remote = { address: '10.0.0.1', port: 80, family: 4 as const }
    t.match(connectionFailure('write to', remote, nodeError('EPIPE')).message, /^Cannot write to 10\.0\.0\.1:80: /)
    t.match(connectionFailure('write to', null, nodeError('EPIPE')).message, /^Cannot write to socket: /)
})

t.test('socketErrors says what each code means', async t => {
    for (const [code, meaning] of Object.entries(socketErrors)) {
        t.match(code, /^SOCKET_[A-Z_]+$/)
        t.match(meaning, /^[A-Z][^.]*$/)
    }
})
