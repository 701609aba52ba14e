/*
    index.ts -- The door of services/web: the web server.
*/

export { addTestActions } from './add-test-actions.js'
export type { PasswordCheck, Users, WebUser } from './auth/index.js'
export {
    type DigestAlgorithm,
    type Duration,
    type RedirectConfig,
    type RedirectSettings,
    type RoleSettings,
    type RouteConfig,
    type RouteSettings,
    readWebFile,
    type Size,
    type UserSettings,
    type WebConfig,
    type WebConfigFile,
    type WebFile,
    type WebSettings,
    type WebTlsConfig,
    type WebTlsSettings,
} from './config/index.js'
export { tlsProperties, webProperties } from './config/index.js'
export { WebError, type WebErrorCode, type WebErrorRow, webErrors } from './errors.js'
export { escapeHtml } from './escape-html.js'
export type { EventStreamOptions } from './event-stream.js'
export type { EventLevel, WebEvent, WebReporter } from './events.js'
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
export { type StopOptions, WebHost, type WebHostOptions } from './host.js'
export type { HostFields } from './host-fields.js'
export type { HostIdentity } from './host-identity.js'
export type { WebRedirect } from './redirect.js'
export { RequestFault } from './request-fault.js'
export type { WebRoute } from './route.js'
export type { WebAction } from './router.js'
export type { CookieOptions, Sessions, WebSession } from './session/index.js'
export * from './show.js'
export type { WebStatistics } from './statistics.js'
export type { ValidateOptions } from './signature/index.js'
export type { WebUpload } from './upload/index.js'
export type { Web, WebHandler } from './web.js'
export type { WebDocument } from './web-document.js'
export type { WebIdentity } from './web-identity.js'
export type { WebListen } from './web-listen.js'
export type { WebRequest } from './web-request.js'
export type { WebResponse } from './web-response.js'
export type { WebUpgrade } from './web-upgrade.js'
export type { WebVariables } from './web-variables.js'
