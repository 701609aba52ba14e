/*
    properties.ts -- All properties of a configuration (spec web.md §2.3): what they take, what they are by default, what they mean.

    This one table is the validation and the reference: docs/reference/web-config.md is written from it, and from the comments in it, by
    `npm run docs:config`.
*/

import { type Group, listOf, mapOf, type Property, type Reader, recordOf } from '../../config/index.js'
import * as read from './readers.js'
import { readRedirects, readRoles, readRoute, readUser } from './records.js'
import { redirectProperties, routeProperties } from './route-properties.js'
import { userProperties } from './user-properties.js'

const property = (reader: Reader, type: string, initial: unknown, items?: Group): Property => ({
    ...{ read: reader, type, initial },
    ...(items === undefined ? {} : { items }),
})

const count = (least: number, initial: number | string) => property(read.size(least), 'count', initial)
const bytes = (least: number, initial: number | string) => property(read.size(least), 'size', initial)
const time = (initial: string | number) => property(read.duration, 'duration', initial)
const flag = (initial: boolean) => property(read.flag, 'boolean', initial)
const path = (initial: string | null) => property(initial === null ? read.pathOrNone : read.word, 'path', initial)

/** Below `web`, or at the top of the object that a program gives. */
export const webProperties = {
    accessLog: {
        /** Old files of the access log that are kept */
        files: count(1, 5),
        /**
         * What a line of it has: as Apache has it, the same with referer and user agent, or an object with everything
         */
        format: property(read.oneOf('common', 'combined', 'json'), '`common`, `combined`, `json`', 'combined'),
        /** File that gets a line for each request, or `stdout`, `stderr`; the default is none */
        path: path(null),
        /** Size at which a new file is begun */
        size: bytes(1024, '2MB'),
    },
    auth: {
        /** Digest algorithm, and hash of passwords without prefix */
        algorithm: property(
            read.oneOfElse('SHA-256', 'MD5', 'SHA-256', 'SHA-512-256'),
            '`MD5`, `SHA-256`, `SHA-512-256`',
            'SHA-256',
        ),
        /** Kind of challenge where a route names none. By itself it does not turn authentication on */
        authType: property(read.oneOf('basic', 'digest'), '`basic`, `digest`', 'basic'),
        /** Where `host.addLoginActions`, which the agent calls, has the login action */
        login: property(read.wordOrNone, 'path', null),
        /** The same for the logout action */
        logout: property(read.wordOrNone, 'path', null),
        /** Realm of challenges and password hashes; the default is `name`, else `web` */
        realm: property(read.headerWordOrNone, 'text', null),
        /** Refuses Basic authentication over plain HTTP */
        requireTlsForBasic: flag(true),
        /** Roles and their abilities; without it no user can be added */
        roles: property(readRoles, 'object or list', null),
        /** Key of digest nonces; the default is random, for each start */
        secret: property(read.secretOrNone, 'text', null),
        throttle: {
            /**
             * Failed logins of a user from an address before both together are locked out; five times as many of an
             * address, ten times of a user. 0: nothing is throttled
             */
            attempts: count(0, 10),
            /** How long the answer to a first failed login is held back; twice as long with each, to 16 times */
            delay: time(0.5),
            /** Users, addresses, and pairs of them whose failed logins are remembered, each */
            entries: count(1, 1000),
            /** How long they are locked out */
            lockout: time('5 mins'),
        },
        /** Remembers digest nonces, so that no request can be repeated */
        track: flag(true),
        /** Users by name */
        users: property(mapOf(readUser), 'object', {}, userProperties),
    },
    /** PUT writes into another file, which takes the place of the document when it is complete and on the disk */
    atomicPut: flag(false),
    /** Directory of the documents */
    documents: path('@site'),
    /** Serves names that begin with a dot. If not, `.well-known` is served all the same */
    dotFiles: flag(true),
    /** Exceptions in handlers end with their request; otherwise they also go to the handler of uncaught failures */
    fiberBlocks: flag(false),
    /** `ioto web`: group to change to when started as root */
    group: property(read.word, 'name', 'nobody'),
    /** Headers of each response. An empty value leaves out one that the server adds by itself */
    headers: property(recordOf(read.headerName, read.headerValue), 'object', {}),
    /** File that is served for a directory */
    index: property(read.fileName, 'file name', 'index.html'),
    limits: {
        /** Requests at once from one address, before `limits.addressRate` holds */
        addressBurst: count(1, 50),
        /**
         * Connections at a time from one address (of IPv6: the first 64 bits); of a client behind one of `proxies`
         * requests at a time. 0: no limit
         */
        addressConnections: count(0, 0),
        /** Requests a second from one address, on average; more are answered with 429. 0: no limit */
        addressRate: count(0, 0),
        /** Request body, other than uploads and PUT; also how much of an unread one is drained */
        body: bytes(0, '100K'),
        /** First size of a buffered response; no bound */
        buffer: bytes(0, '64K'),
        /** Memory for copies of documents, each up to an eighth of it. 0: none */
        cache: bytes(0, '16MB'),
        /**
         * Connections at a time. At the limit the one that has been idle longest is closed for a new one; if all are
         * busy the new one is closed, without a word
         */
        connections: count(1, 100),
        /** Digest nonces that are remembered */
        digest: count(1, 1000),
        /** Request line and headers. There may be 100 headers */
        header: bytes(64, '10K'),
        /** Frame that a WebSocket sends */
        maxFrame: bytes(1, '100K'),
        /** Message of a WebSocket, in both directions */
        maxMessage: bytes(1, '100K'),
        /** Requests on one connection */
        requests: count(1, 1000),
        /** Sessions */
        sessions: count(0, 20),
        /** One uploaded file, a PUT body, and Content-Length of a multipart request */
        upload: bytes(0, '20MB'),
        /** Files in one multipart request; 0: no limit */
        uploads: count(0, 0),
        /** Variables in a query, form or multipart request, objects and arrays among them, and parts of the latter */
        variables: count(1, 1000),
    },
    /** Symbolic links that are followed: `all`, or those that stay within `documents` */
    links: property(read.oneOf('all', 'inside'), '`all`, `inside`', 'all'),
    /** Where to listen: `http://:80`, `127.0.0.1:8080`, `http://[::1]:8080`, `https://:443`. Port 0: any free one */
    listen: property(listOf(read.word), 'list of endpoints', []),
    /**
     * MIME types by extension with its dot: `{ '.txt': 'text/plain; charset=utf-8' }`. They come before the built-in
     * ones
     */
    mime: property(recordOf(read.extension, read.headerValue), 'object', {}),
    /** Canonical name of the host, for redirects and the realm */
    name: property(read.wordOrNone, 'host[:port]', null),
    /**
     * Proxies in front of the server: whoever comes through one has the address that it adds to `X-Forwarded-For`. It
     * counts for `auth.throttle`, the limits of addresses and the access log
     */
    proxies: property(listOf(read.address), 'list of addresses', []),
    /** Redirects of the site, tried in order before routing */
    redirect: property(readRedirects, 'list of objects', [], redirectProperties),
    /** Who serves what: the first route that matches */
    routes: property(listOf(readRoute), 'list of objects', [{}], routeProperties),
    sessions: {
        /** Name of the session cookie */
        cookie: property(read.cookieName, 'name', '-web-session-'),
        /** Hides the session cookie from scripts */
        httpOnly: flag(true),
        /** `SameSite` of cookies */
        sameSite: property(read.headerValue, 'text', 'Lax'),
    },
    signatures: {
        /** Loads the signatures */
        enable: flag(false),
        /** File of the signatures, JSON5 */
        path: path(null),
        /** Refuses requests without signature, and fields that are not in it */
        strict: flag(false),
    },
    statistics: {
        /**
         * Where an action answers with counters of the server as JSON; the default is nowhere. Needs a route with the
         * handler `action`
         */
        path: property(read.wordOrNone, 'path', null),
        /** What the user must have to see them; `public`: nothing */
        role: property(read.word, 'role or ability', 'admin'),
    },
    timeouts: {
        /** From the head of a request to the end of its body, beside the timeouts below */
        body: time('never'),
        /** Life of a digest nonce, 1 to 3600 */
        digest: property(read.secondsWithin(1, 3600, 60), 'seconds', 60),
        /** From the first byte of a later request to the end of its headers, beside the timeouts below */
        header: time('never'),
        /** Without any progress; also of an idle connection */
        inactivity: time('5 mins'),
        /** From the connection to the end of the headers of its first request */
        parse: time('5 secs'),
        /** All waits for the client in one request */
        request: time('5 mins'),
        /** Life of a session that is not used, and of cookies */
        session: time('30 mins'),
    },
    upload: {
        /** Directory of temporary upload files; the default is that of the system */
        dir: property(read.wordOrNone, 'path', null),
        /** Removes uploaded files at the end of their request */
        remove: flag(true),
    },
    /** `ioto web`: user to change to when started as root */
    user: property(read.word, 'name', 'nobody'),
    webSockets: {
        /** Compresses messages from 1 KB on, for clients that offer it (permessage-deflate) */
        compress: flag(false),
        /** Allows connections to become WebSockets */
        enable: flag(true),
        /** Interval of pings; a client that sends nothing until the next one is due is gone */
        ping: time('never'),
        /** Sub-protocol that the server has */
        protocol: property(read.text, 'name', 'chat'),
        /** Checks that text messages are UTF-8 */
        validateUTF: flag(false),
    },
} satisfies Group

/** Below `tls`. */
export const tlsProperties = {
    /** Certificates of the authorities that may sign those of clients */
    authority: path(null),
    /** Certificate of the server, PEM or DER, followed by its intermediate ones */
    certificate: path(null),
    /** Cipher suites, as OpenSSL or IANA calls them; the default is that of the library */
    ciphers: property((value, at) => (value === null ? null : read.words(value, at)), 'list of names', null),
    /** Private key, PEM or DER, not encrypted; the default is in the file of the certificate */
    key: path(null),
    verify: {
        /** Asks clients for a certificate, and refuses those without a good one */
        client: flag(false),
        /** It must come from a known authority */
        issuer: flag(false),
    },
} satisfies Group

/** Below `log`. */
export const logProperties = {
    /** What is traced: `H` request headers, `B` request body, `h` response headers, `b` response body */
    show: property(read.showLetters, 'letters', ''),
} satisfies Group
