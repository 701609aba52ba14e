/*
    c.ts -- The C face of services/web. `WebHost`, `Web` and the others are the same as behind the other door.
*/

export type { WebUser } from './auth/index.js'
export * from './c-events.js'
export * from './c-files.js'
export * from './c-host.js'
export * from './c-identity.js'
export * from './c-request.js'
export * from './c-response.js'
export * from './c-signatures.js'
export * from './c-test.js'
export * from './c-text.js'
export * from './c-uploads.js'
export * from './c-variables.js'
export * from './constants.js'
export {
    WEB_HOOK_ACTION,
    WEB_HOOK_CLOSE,
    WEB_HOOK_CONNECT,
    WEB_HOOK_DISCONNECT,
    WEB_HOOK_END,
    WEB_HOOK_ERROR,
    WEB_HOOK_EXCEPTION,
    WEB_HOOK_NOT_FOUND,
    WEB_HOOK_RUN,
    WEB_HOOK_START,
    type WebHook,
} from './hooks.js'
export { WebHost } from './host.js'
export type { WebRoute } from './route.js'
export type { WebAction } from './router.js'
export type { WebSession } from './session/index.js'
export {
    WEB_SHOW_NONE,
    WEB_SHOW_REQ_BODY,
    WEB_SHOW_REQ_HEADERS,
    WEB_SHOW_RESP_BODY,
    WEB_SHOW_RESP_HEADERS,
} from './show.js'
export type { Web, WebHandler as WebProc } from './web.js'
export { WebListen } from './web-listen.js'
