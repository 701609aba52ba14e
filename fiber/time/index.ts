/*
    index.ts -- The door of fiber/time: dates as text, texts as dates, and whether the clock can be right.
*/

export { clockProblem } from './clock-problem.js'
export { formatTime } from './format.js'
export { formatHttpDate, parseHttpDate } from './http-date.js'
export { parseIsoDate } from './iso.js'
