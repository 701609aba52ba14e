/*
    index.ts -- The door of apps/ioto/home: what the agent does that runs without an application. Its pages are in apps/ioto/site.
*/

export { homeHooks } from './hooks.js'
