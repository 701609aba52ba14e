/*
    index.ts -- The door of services/web/test-actions: actions that exercise the server, for development.
*/

export { registerTestActions } from './register.js'
