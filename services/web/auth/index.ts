/*
    index.ts -- The door of services/web/auth: who a user is, and what they may do (spec web.md §12).
*/

export { authorize } from './authorize.js'
