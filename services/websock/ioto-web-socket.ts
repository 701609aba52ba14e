/*
    ioto-web-socket.ts -- Another name of `WebSocket`, for modules that also use that of the platform (spec web.md §1.3).
*/

import { WebSocket } from './web-socket.js'

/** The class `WebSocket` under a name that the platform does not have. */
export const IotoWebSocket: typeof WebSocket = WebSocket

/** The type of its objects. */
export type IotoWebSocket = WebSocket
