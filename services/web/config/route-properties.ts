/*
    route-properties.ts -- The properties of one route (spec web.md §2.3, §11), and of one redirect of the site (§10).
*/

import type { Group, Property } from '../../config/index.js'
import * as read from './readers.js'

const property = (reader: Property['read'], type: string, initial: unknown): Property => ({
    read: reader,
    type,
    initial,
})

/** Of `web.routes[]`. */
export const routeProperties = {
    /** Digest algorithm; the default is that of `auth.algorithm` */
    algorithm: property(read.oneOfElse(null, 'MD5', 'SHA-256', 'SHA-512-256'), '`MD5`, `SHA-256`, `SHA-512-256`', null),
    /** Asks for HTTP authentication, on each request, instead of a session */
    authType: property(read.oneOf('basic', 'digest'), '`basic`, `digest`', null),
    cache: {
        /** Text of `Cache-Control` */
        directives: property(read.headerValue, 'text', ''),
        /** Which paths the cache headers are for; the default is all */
        extensions: property(
            (value, path) => (value === null ? null : read.words(value, path)),
            'list of extensions without dot',
            null,
        ),
        /** `max-age` of `Cache-Control` */
        maxAge: property(read.maxAge, 'duration', 0),
    },
    /** Serves `PATH.br` or `PATH.gz` to clients that take it */
    compressed: property(read.flag, 'boolean', false),
    /** `file`: documents; `action`: the function whose `match` begins the path */
    handler: property(read.word, '`file`, `action`', 'file'),
    /** Empty: every path; with a slash at the end: what is below it; otherwise this path only */
    match: property(read.path, 'path', ''),
    /**
     * Methods that are served; the default is `headers.Access-Control-Allow-Methods`, else `GET, POST`. `HEAD` is one
     * of its own
     */
    methods: property(read.methods, 'list or text', null),
    /** Redirects each request to here, with status 302 */
    redirect: property(read.wordOrNone, 'URL', null),
    /** What the user must have; `public`: nothing */
    role: property(read.wordOrNone, 'role or ability', null),
    /** The handler reads the request body itself */
    stream: property(read.flag, 'boolean', false),
    /** Beginning of the path that handlers do not see */
    trim: property(read.wordOrNone, 'path', null),
    /**
     * Takes multipart requests apart before the handler runs: files go to `upload.dir`, fields to variables. If not,
     * their body is one like others
     */
    uploads: property(read.flag, 'boolean', true),
    /** Checks requests against the signatures */
    validate: property(read.flag, 'boolean', false),
    /** Protects against forged requests from other sites */
    xsrf: property(read.flag, 'boolean', false),
} satisfies Group

/** Of `web.redirect[]`. */
export const redirectProperties = {
    /** Which requests: each part that it has must be equal. Default: all */
    from: property(read.wordOrNone, 'URL', null),
    /** Status of the response; 0: the entry is skipped */
    status: property(read.redirectStatus, 'status', 301),
    /** Where to. Required; parts that it does not have are those of the request */
    to: property(read.wordOrNone, 'URL', null),
} satisfies Group
