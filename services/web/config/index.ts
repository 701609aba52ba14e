/*
    index.ts -- The door of services/web/config: what a web server can be told.
*/

export { fileProperties } from './file-properties.js'
export { logProperties, tlsProperties, webProperties } from './properties.js'
export { type ReadConfig, readConfig } from './read-config.js'
export { readWebFile, type WebFile } from './read-file.js'
export { splitMethods } from './readers.js'
export { redirectProperties, routeProperties } from './route-properties.js'
export type {
    DigestAlgorithm,
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
} from './settings.js'
