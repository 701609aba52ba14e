/*
    index.ts -- The door of fiber/time: dates as text.
*/

export { formatTime } from './format.js'
export { parseIsoDate } from './iso.js'
