/*
    c.ts -- The C face of services/url. Source: spec url.md. `Url` is the same as behind the other door.

    Errors of the network are numbers here; the text is in `urlGetError`. Headers are printf formats, each line with CRLF.
*/

export {
    urlAlloc,
    urlClose,
    urlError,
    urlFetch,
    urlFinalize,
    urlFree,
    urlParse,
    urlParseAuthChallenge,
    urlSetDefaultTimeout,
    urlStart,
    urlUpload,
    urlWrite,
    urlWriteFile,
    urlWriteFmt,
    urlWriteHeaders,
} from './c-request.js'
export * from './c-response.js'
export * from './c-settings.js'
export * from './c-short.js'
export * from './c-streams.js'
export * from './constants.js'
export { Url } from './url.js'
