/*
    index.ts -- The door of the parts of `ioto url`.
*/

export { declareOptions, respell, type UrlOptions } from './options.js'
export { perform } from './perform.js'
export { type Plan, planOf } from './plan.js'
