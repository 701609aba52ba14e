/*
    index.ts -- The door of services/http: the HTTP/1.x wire format, without any I/O.

    A server feeds the bytes of a connection to a `RequestParser`, a client to a `ResponseParser`, and both those of a chunked body
    to a `ChunkedDecoder`. A `RequestTarget` takes the request target apart; status texts and the error catalogue are beside them.

        pos = parser.execute(buf, pos, end)
        if (parser.error !== null) refuse(parser.error)
        else if (parser.complete) serve(parser.head)          the body begins at pos
        else wait()                                           all bytes were taken; the buffer may be used again
*/

export { ChunkedDecoder, type ChunkedLimits } from './chunked.js'
export { encodePath, encodeUrl, percentEncode } from './encode.js'
export { type EntityTags, hasEntityTag, parseEntityTag, parseEntityTags } from './entity-tags.js'
export { type HttpErrorCode, type HttpFault, httpErrors } from './errors.js'
export { type Fields, fieldSet } from './fields.js'
export { checkHost, isAuthority } from './host.js'
export { isKnownMethod } from './methods.js'
export { isUrlText, normalizePath, percentDecode } from './path.js'
export { PieceBuffer } from './piece-buffer.js'
export { type ByteRange, parseRanges, type RangeSpec, resolveRanges } from './ranges.js'
export type { RequestHead } from './request-head.js'
export { type RequestLimits, RequestParser } from './request-parser.js'
export type { ResponseHead } from './response-head.js'
export { type ResponseLimits, ResponseParser } from './response-parser.js'
export { statusText } from './status.js'
export { RequestTarget, type TargetForm } from './target.js'
export { parseUrl, type UrlParts } from './url-parts.js'
