/*
    index.ts -- The door of services/web/auth: who a user is, and what they may do (spec web.md §12).
*/

export { digestHex } from './algorithms.js'
export { authorizeAction, authorizeRoute } from './authorize.js'
export { httpAuthenticate } from './http-auth.js'
export { Identity } from './identity.js'
export { authenticate, login, logout } from './login.js'
export { loginAction, logoutAction } from './login-actions.js'
export { Nonces } from './nonces.js'
export { type PasswordCheck, signIn } from './sign-in.js'
export { Throttle } from './throttle.js'
export { Users } from './users.js'
export { verifyUser, verifyUserNow } from './verify-user.js'
export { WebUser } from './web-user.js'
