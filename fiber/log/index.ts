/*
    index.ts -- The door of fiber/log: the log of the process.
*/

export type { LogStatistics } from './destination.js'
export { R_LOG_FORMAT, R_LOG_SYSLOG } from './line.js'
export {
    getDestination,
    getHandler,
    type LogHandler,
    logStatistics,
    logs,
    openFilter,
    type RotateOptions,
    rotate,
    setFilter,
    setFormat,
    setHandler,
    setPath,
    writeLine,
} from './log.js'
export { type LogData, Logger } from './logger.js'
