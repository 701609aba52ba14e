/*
    index.ts -- The door of services/web/session: sessions, cookies, tokens against forged requests (spec web.md §18).
*/

export { protect } from './protect.js'
