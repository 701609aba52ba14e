/*
    c.ts -- The C face of everything: `ioto-fiber/c`. The agent stands above all services, so its face can have all their names.

    A service that gets a C face (`services/x/c.ts`) is added here, or the test beside this file's test fails.
*/

export * from '../../fiber/c.js'
export * from '../cron/c.js'
export * from '../crypt/c.js'
export * from '../db/c.js'
export * from '../json/c.js'
export * from '../mqtt/c.js'
export * from '../url/c.js'
export * from '../web/c.js'
export * from '../websock/c.js'
export * from './c-ioto.js'
export * from './c-life.js'
export * from './c-mqtt.js'
export * from './c-web.js'
