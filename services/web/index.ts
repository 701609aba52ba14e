/*
    index.ts -- The door of services/web: the web server.
*/

export type { Duration, RouteConfig, RouteSettings, Size, WebConfig, WebSettings } from './config.js'
export { WebError, type WebErrorCode, type WebErrorRow, webErrors } from './errors.js'
export type { EventLevel, WebEvent, WebReporter } from './events.js'
export { type StopOptions, WebHost, type WebHostOptions, type WebStatistics } from './host.js'
export { RequestFault } from './request-fault.js'
export type { Web, WebHandler } from './web.js'
