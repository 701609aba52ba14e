/*
    web-upgrade.ts -- WebUpgrade: the part of `Web` with the WebSocket that a connection has become (spec websocket.md §3).
*/

import { type Fiber, RBuf } from '../../fiber/index.js'
import type { WebSocket } from '../websock/index.js'
import { upgrade } from './upgrade.js'
import type { Web } from './web.js'
import { WebDocument } from './web-document.js'

/** A request that may ask for a WebSocket. */
export abstract class WebUpgrade extends WebDocument {
    /** The WebSocket that the connection has become; null: it is HTTP. */
    webSocket: WebSocket | null = null

    /** What has come on the connection and was not read, copied. Of a WebSocket nothing: it gets all itself. */
    override get rx(): RBuf {
        return this.upgraded ? new RBuf(1) : super.rx
    }

    /**
     * Makes the connection a WebSocket, and answers the request that asks for it; the server does that before the action runs. If
     * that cannot be, the request is answered with an error, or its connection ends. Returns whether it is a WebSocket.
     */
    *upgradeSocket(this: Web): Fiber<boolean> {
        const isUpgraded = upgrade(this)
        yield* this.connection.tellHook()
        return isUpgraded
    }
}
