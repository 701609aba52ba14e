/*
    index.ts -- The door of services/url: `ioto-fiber/url`. The HTTP client.

        const reply = yield* request('https://example.com/')                      one request
        const client = new UrlClient({ redirects: 5 })                            many, on connections that are kept
        yield* client.stream(url, {}, response => response.save(path))     a response as it comes
*/

export { parseAddress, type UrlAddress } from './address.js'
export { Authenticator, type UrlAuth } from './authenticator.js'
export type { BodyFunction, FileBody, MultipartBody, UrlBody } from './body.js'
export type { BodyWriter } from './body-writer.js'
export { type Challenge, parseChallenges } from './challenge.js'
export { request, UrlClient } from './client.js'
export { type Cookie, CookieJar, type CookieJarOptions } from './cookie-jar.js'
export { type SaveOptions, type SaveSource, saveBody } from './download.js'
export { UrlError, type UrlErrorCode, type UrlErrorRow, urlErrors } from './errors.js'
export type { EventHandler } from './event-loop.js'
export type { EventOptions } from './events.js'
export { EventParser, type ServerEvent } from './event-parser.js'
export {
    URL_SHOW_NONE,
    URL_SHOW_REQ_BODY,
    URL_SHOW_REQ_HEADERS,
    URL_SHOW_RESP_BODY,
    URL_SHOW_RESP_HEADERS,
} from './constants.js'
export type { UrlHeaders } from './field-lines.js'
export type { MultipartPart } from './multipart.js'
export type { UrlClientOptions, UrlDefaults, UrlRequest } from './options.js'
export type { PoolStatistics } from './pool.js'
export { UrlReply } from './reply.js'
export { UrlResponse } from './response.js'
export { type FetchOptions, Url } from './url.js'
export { UrlExchange } from './url-exchange.js'
export { type UrlOptions, UrlState } from './url-state.js'
