/*
    index.ts -- The door of services/cron: `ioto-fiber/cron`, times of the calendar.
*/

export { CronError, type CronErrorCode, cronErrors } from './errors.js'
export { Schedule } from './schedule.js'
