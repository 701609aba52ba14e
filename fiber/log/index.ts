/*
    index.ts -- The door of fiber/log: the log of the process.
*/

export type { LogStatistics } from './destination.js'
export { R_LOG_FORMAT, R_LOG_SYSLOG } from './line.js'
export {
    getLogDestination,
    getLogHandler,
    isLogged,
    type LogHandler,
    logStatistics,
    openLogFilter,
    type RotateOptions,
    rotateLog,
    setLogFilter,
    setLogFormat,
    setLogHandler,
    setLogPath,
    writeLogLine,
} from './log.js'
export { type LogData, Logger } from './logger.js'
