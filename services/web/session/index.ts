/*
    index.ts -- The door of services/web/session: sessions, cookies, tokens against forged requests (spec web.md §18).
*/

export { protect } from './protect.js'
export { requestCookie } from './request-cookie.js'
export { type CookieOptions, responseCookie } from './response-cookie.js'
export { addSecurityToken, checkSecurityToken, securityToken } from './security-token.js'
export { currentSession, endSession, newSession } from './session-of.js'
export { Sessions } from './sessions.js'
export { WebSession } from './web-session.js'
