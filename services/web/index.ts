/*
    index.ts -- The door of services/web: the web server.
*/

export type {
    Duration,
    RedirectConfig,
    RedirectSettings,
    RoleSettings,
    RouteConfig,
    RouteSettings,
    Size,
    UserSettings,
    WebConfig,
    WebConfigFile,
    WebSettings,
    WebTlsConfig,
    WebTlsSettings,
} from './config/index.js'
export { WebError, type WebErrorCode, type WebErrorRow, webErrors } from './errors.js'
export type { EventLevel, WebEvent, WebReporter } from './events.js'
export * from './hooks.js'
export { type StopOptions, WebHost, type WebHostOptions, type WebStatistics } from './host.js'
export { RequestFault } from './request-fault.js'
export type { WebRoute } from './route.js'
export * from './show.js'
export type { Web, WebHandler } from './web.js'
export type { WebListen } from './web-listen.js'
