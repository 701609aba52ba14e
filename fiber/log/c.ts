/*
    c.ts -- The C face of fiber/log.
*/

export * from './c-log.js'
export * from './c-messages.js'
export { R_LOG_FORMAT, R_LOG_SYSLOG } from './line.js'
