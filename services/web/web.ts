/*
    web.ts -- Web: one request and its response, as a handler sees them.

    There is one object for each connection, filled anew for each request. What it says of a request, and the methods that
    answer it, are valid until the handler has returned: a fiber that outlives the request must not use it.

    It is put together from its parts, each with the file that it is about:

        WebRequest      what the head says, reading the body
        WebResponse     status, headers, writing, errors
        WebVariables    variables, uploads, signatures
        WebIdentity     users, sessions, cookies
        WebDocument     conditions and ranges, sending files
        WebUpgrade      the WebSocket that a connection has become
*/

import type { Blocking } from '../../fiber/index.js'
import { WebUpgrade } from './web-upgrade.js'

/** Serves requests: an ordinary function, or one that returns what is to be run, such as a fiber function. */
export type WebHandler = (web: Web) => Blocking<unknown> | void

/** One request and its response. */
export class Web extends WebUpgrade {}
