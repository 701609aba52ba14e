/*
    index.ts -- The door of fiber/time: dates as text, and texts as dates.
*/

export { formatTime } from './format.js'
export { formatHttpDate, parseHttpDate } from './http-date.js'
export { parseIsoDate } from './iso.js'
