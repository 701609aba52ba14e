/*
    index.ts -- The door of services/web/access-log: a line for each request.
*/

export { AccessLog } from './access-log.js'
export { AccessRecord } from './access-record.js'
