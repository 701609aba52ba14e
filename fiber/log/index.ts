/*
    index.ts -- The door of fiber/log: the log of the process.
*/

export { LogDestination, type LogStatistics, logsClosed, type RotateOptions } from './destination.js'
export { R_LOG_FORMAT, R_LOG_SYSLOG } from './line.js'
export {
    clearLogFilter,
    getLogDestination,
    getLogHandler,
    isLogged,
    isLogOpen,
    type LogHandler,
    logStatistics,
    openLog,
    rotateLog,
    setLogFilter,
    setLogFormat,
    setLogHandler,
    setLogPath,
    writeLog,
    writeLogLine,
} from './log.js'
export { type LogData, Logger } from './logger.js'
export { type LogLine, LogTail, type LogTailOptions } from './tail.js'
