/*
    route-properties.ts -- The properties of one route (spec web.md §2.3, §11), and of one redirect of the site (§10).
*/

import type { Group, Property } from '../../config/index.js'
import * as read from './readers.js'

const property = (reader: Property['read'], type: string, initial: unknown, meaning: string): Property => ({
    read: reader,
    type,
    initial,
    meaning,
})

/** Of `web.routes[]`. */
export const routeProperties = {
    algorithm: property(
        read.oneOfElse(null, 'MD5', 'SHA-256', 'SHA-512-256'),
        '`MD5`, `SHA-256`, `SHA-512-256`',
        null,
        'Digest algorithm; the default is that of `auth.algorithm`',
    ),
    authType: property(
        read.oneOf('basic', 'digest'),
        '`basic`, `digest`',
        null,
        'Asks for HTTP authentication, on each request, instead of a session',
    ),
    cache: {
        directives: property(read.headerValue, 'text', '', 'Text of `Cache-Control`'),
        extensions: property(
            (value, path) => (value === null ? null : read.words(value, path)),
            'list of extensions without dot',
            null,
            'Which paths the cache headers are for; the default is all',
        ),
        maxAge: property(read.maxAge, 'duration', 0, '`max-age` of `Cache-Control`'),
    },
    compressed: property(read.flag, 'boolean', false, 'Serves `PATH.br` or `PATH.gz` to clients that take it'),
    handler: property(
        read.word,
        '`file`, `action`',
        'file',
        '`file`: documents; `action`: the function whose `match` begins the path',
    ),
    match: property(
        read.path,
        'path',
        '',
        'Empty: every path; with a slash at the end: what is below it; otherwise this path only',
    ),
    methods: property(
        read.methods,
        'list or text',
        null,
        'Methods that are served; the default is `headers.Access-Control-Allow-Methods`, else `GET, POST`. `HEAD` is one of its own',
    ),
    redirect: property(read.wordOrNone, 'URL', null, 'Redirects each request to here, with status 302'),
    role: property(read.wordOrNone, 'role or ability', null, 'What the user must have; `public`: nothing'),
    stream: property(read.flag, 'boolean', false, 'The handler reads the request body itself'),
    trim: property(read.wordOrNone, 'path', null, 'Beginning of the path that handlers do not see'),
    uploads: property(
        read.flag,
        'boolean',
        true,
        'Takes multipart requests apart before the handler runs: files go to `upload.dir`, fields to variables. If not, their body is one like others',
    ),
    validate: property(read.flag, 'boolean', false, 'Checks requests against the signatures'),
    xsrf: property(read.flag, 'boolean', false, 'Protects against forged requests from other sites'),
} satisfies Group

/** Of `web.redirect[]`. */
export const redirectProperties = {
    from: property(read.wordOrNone, 'URL', null, 'Which requests: each part that it has must be equal. Default: all'),
    status: property(read.redirectStatus, 'status', 301, 'Status of the response; 0: the entry is skipped'),
    to: property(
        read.wordOrNone,
        'URL',
        null,
        'Where to. Required; parts that it does not have are those of the request',
    ),
} satisfies Group
