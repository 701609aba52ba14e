/*
    properties.ts -- All properties of a configuration (spec web.md §2.3): what they take, what they are by default, what they mean.

    This one table is the validation and the reference: docs/reference/web-config.md is written from it by `npm run docs:config`.
*/

import { type Group, listOf, mapOf, type Property, type Reader, recordOf } from '../../config/index.js'
import * as read from './readers.js'
import { readRedirects, readRoles, readRoute, readUser } from './records.js'
import { redirectProperties, routeProperties } from './route-properties.js'
import { userProperties } from './user-properties.js'

const property = (reader: Reader, type: string, initial: unknown, meaning: string, items?: Group): Property => ({
    ...{ read: reader, type, initial, meaning },
    ...(items === undefined ? {} : { items }),
})

const count = (least: number, initial: number | string, meaning: string) =>
    property(read.size(least), 'count', initial, meaning)
const bytes = (least: number, initial: number | string, meaning: string) =>
    property(read.size(least), 'size', initial, meaning)
const time = (initial: string | number, meaning: string) => property(read.duration, 'duration', initial, meaning)
const flag = (initial: boolean, meaning: string) => property(read.flag, 'boolean', initial, meaning)
const path = (initial: string | null, meaning: string) =>
    property(initial === null ? read.pathOrNone : read.word, 'path', initial, meaning)

/** Below `web`, or at the top of the object that a program gives. */
export const webProperties = {
    accessLog: {
        files: count(1, 5, 'Old files of the access log that are kept'),
        format: property(
            read.oneOf('common', 'combined', 'json'),
            '`common`, `combined`, `json`',
            'combined',
            'What a line of it has: as Apache has it, the same with referer and user agent, or an object with everything',
        ),
        path: path(null, 'File that gets a line for each request, or `stdout`, `stderr`; the default is none'),
        size: bytes(1024, '2MB', 'Size at which a new file is begun'),
    },
    auth: {
        algorithm: property(
            read.oneOfElse('SHA-256', 'MD5', 'SHA-256', 'SHA-512-256'),
            '`MD5`, `SHA-256`, `SHA-512-256`',
            'SHA-256',
            'Digest algorithm, and hash of passwords without prefix',
        ),
        authType: property(
            read.oneOf('basic', 'digest'),
            '`basic`, `digest`',
            'basic',
            'Kind of challenge where a route names none. By itself it does not turn authentication on',
        ),
        login: property(
            read.wordOrNone,
            'path',
            null,
            'Where `host.addLoginActions`, which the agent calls, has the login action',
        ),
        logout: property(read.wordOrNone, 'path', null, 'The same for the logout action'),
        realm: property(
            read.headerWordOrNone,
            'text',
            null,
            'Realm of challenges and password hashes; the default is `name`, else `web`',
        ),
        requireTlsForBasic: flag(true, 'Refuses Basic authentication over plain HTTP'),
        roles: property(
            readRoles,
            'object or list',
            null,
            'Roles and their abilities; without it no user can be added',
        ),
        secret: property(
            read.secretOrNone,
            'text',
            null,
            'Key of digest nonces; the default is random, for each start',
        ),
        throttle: {
            attempts: count(
                0,
                10,
                'Failed logins of a user from an address before both together are locked out; five times as many of an address, ten times of a user. 0: nothing is throttled',
            ),
            delay: time(
                0.5,
                'How long the answer to a first failed login is held back; twice as long with each, to 16 times',
            ),
            entries: count(1, 1000, 'Users, addresses, and pairs of them whose failed logins are remembered, each'),
            lockout: time('5 mins', 'How long they are locked out'),
        },
        track: flag(true, 'Remembers digest nonces, so that no request can be repeated'),
        users: property(mapOf(readUser), 'object', {}, 'Users by name', userProperties),
    },
    atomicPut: flag(
        false,
        'PUT writes into another file, which takes the place of the document when it is complete and on the disk',
    ),
    documents: path('@site', 'Directory of the documents'),
    dotFiles: flag(true, 'Serves names that begin with a dot. If not, `.well-known` is served all the same'),
    fiberBlocks: flag(
        false,
        'Exceptions in handlers end with their request; otherwise they also go to the handler of uncaught failures',
    ),
    group: property(read.word, 'name', 'nobody', '`ioto web`: group to change to when started as root'),
    headers: property(
        recordOf(read.headerName, read.headerValue),
        'object',
        {},
        'Headers of each response. An empty value leaves out one that the server adds by itself',
    ),
    index: property(read.fileName, 'file name', 'index.html', 'File that is served for a directory'),
    limits: {
        addressBurst: count(1, 50, 'Requests at once from one address, before `limits.addressRate` holds'),
        addressConnections: count(
            0,
            0,
            'Connections at a time from one address (of IPv6: the first 64 bits); of a client behind one of `proxies` requests at a time. 0: no limit',
        ),
        addressRate: count(
            0,
            0,
            'Requests a second from one address, on average; more are answered with 429. 0: no limit',
        ),
        body: bytes(0, '100K', 'Request body, other than uploads and PUT; also how much of an unread one is drained'),
        buffer: bytes(0, '64K', 'First size of a buffered response; no bound'),
        cache: bytes(0, '16MB', 'Memory for copies of documents, each up to an eighth of it. 0: none'),
        connections: count(
            1,
            100,
            'Connections at a time. At the limit the one that has been idle longest is closed for a new one; if all are busy the new one is closed, without a word',
        ),
        digest: count(1, 1000, 'Digest nonces that are remembered'),
        header: bytes(64, '10K', 'Request line and headers. There may be 100 headers'),
        maxFrame: bytes(1, '100K', 'Frame that a WebSocket sends'),
        maxMessage: bytes(1, '100K', 'Message of a WebSocket, in both directions'),
        requests: count(1, 1000, 'Requests on one connection'),
        sessions: count(0, 20, 'Sessions'),
        upload: bytes(0, '20MB', 'One uploaded file, a PUT body, and Content-Length of a multipart request'),
        uploads: count(0, 0, 'Files in one multipart request; 0: no limit'),
        variables: count(
            1,
            1000,
            'Variables in a query, form or multipart request, objects and arrays among them, and parts of the latter',
        ),
    },
    links: property(
        read.oneOf('all', 'inside'),
        '`all`, `inside`',
        'all',
        'Symbolic links that are followed: `all`, or those that stay within `documents`',
    ),
    listen: property(
        listOf(read.word),
        'list of endpoints',
        [],
        'Where to listen: `http://:80`, `127.0.0.1:8080`, `http://[::1]:8080`, `https://:443`. Port 0: any free one',
    ),
    mime: property(
        recordOf(read.extension, read.headerValue),
        'object',
        {},
        "MIME types by extension with its dot: `{ '.txt': 'text/plain; charset=utf-8' }`. They come before the built-in ones",
    ),
    name: property(read.wordOrNone, 'host[:port]', null, 'Canonical name of the host, for redirects and the realm'),
    proxies: property(
        listOf(read.address),
        'list of addresses',
        [],
        'Proxies in front of the server: whoever comes through one has the address that it adds to `X-Forwarded-For`. It counts for `auth.throttle`, the limits of addresses and the access log',
    ),
    redirect: property(
        readRedirects,
        'list of objects',
        [],
        'Redirects of the site, tried in order before routing',
        redirectProperties,
    ),
    routes: property(
        listOf(readRoute),
        'list of objects',
        [{}],
        'Who serves what: the first route that matches',
        routeProperties,
    ),
    sessions: {
        cookie: property(read.cookieName, 'name', '-web-session-', 'Name of the session cookie'),
        httpOnly: flag(true, 'Hides the session cookie from scripts'),
        sameSite: property(read.headerValue, 'text', 'Lax', '`SameSite` of cookies'),
    },
    signatures: {
        enable: flag(false, 'Loads the signatures'),
        path: path(null, 'File of the signatures, JSON5'),
        strict: flag(false, 'Refuses requests without signature, and fields that are not in it'),
    },
    statistics: {
        path: property(
            read.wordOrNone,
            'path',
            null,
            'Where an action answers with counters of the server as JSON; the default is nowhere. Needs a route with the handler `action`',
        ),
        role: property(read.word, 'role or ability', 'admin', 'What the user must have to see them; `public`: nothing'),
    },
    timeouts: {
        body: time('never', 'From the head of a request to the end of its body, beside the timeouts below'),
        digest: property(read.secondsWithin(1, 3600, 60), 'seconds', 60, 'Life of a digest nonce, 1 to 3600'),
        header: time(
            'never',
            'From the first byte of a later request to the end of its headers, beside the timeouts below',
        ),
        inactivity: time('5 mins', 'Without any progress; also of an idle connection'),
        parse: time('5 secs', 'From the connection to the end of the headers of its first request'),
        request: time('5 mins', 'All waits for the client in one request'),
        session: time('30 mins', 'Life of a session that is not used, and of cookies'),
    },
    upload: {
        dir: property(
            read.wordOrNone,
            'path',
            null,
            'Directory of temporary upload files; the default is that of the system',
        ),
        remove: flag(true, 'Removes uploaded files at the end of their request'),
    },
    user: property(read.word, 'name', 'nobody', '`ioto web`: user to change to when started as root'),
    webSockets: {
        compress: flag(false, 'Compresses messages from 1 KB on, for clients that offer it (permessage-deflate)'),
        enable: flag(true, 'Allows connections to become WebSockets'),
        ping: time('never', 'Interval of pings; a client that sends nothing until the next one is due is gone'),
        protocol: property(read.text, 'name', 'chat', 'Sub-protocol that the server has'),
        validateUTF: flag(false, 'Checks that text messages are UTF-8'),
    },
} satisfies Group

/** Below `tls`. */
export const tlsProperties = {
    authority: path(null, 'Certificates of the authorities that may sign those of clients'),
    certificate: path(null, 'Certificate of the server, PEM or DER, followed by its intermediate ones'),
    ciphers: property(
        (value, at) => (value === null ? null : read.words(value, at)),
        'list of names',
        null,
        'Cipher suites, as OpenSSL or IANA calls them; the default is that of the library',
    ),
    key: path(null, 'Private key, PEM or DER, not encrypted; the default is in the file of the certificate'),
    verify: {
        client: flag(false, 'Asks clients for a certificate, and refuses those without a good one'),
        issuer: flag(false, 'It must come from a known authority'),
    },
} satisfies Group

/** Below `log`. */
export const logProperties = {
    show: property(
        read.showLetters,
        'letters',
        '',
        'What is traced: `H` request headers, `B` request body, `h` response headers, `b` response body',
    ),
} satisfies Group
