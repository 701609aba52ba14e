/*
    index.ts -- The door of `ioto mqtt`.
*/

export { declareOptions, type MqttWords } from './options.js'
export { perform } from './perform.js'
