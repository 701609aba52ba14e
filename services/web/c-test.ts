/*
    c-test.ts -- The test actions under their C name. Source: spec web-test-actions.md.
*/

import type { WebHost } from './host.js'
import { registerTestActions } from './test-actions/index.js'

/** Adds the test actions below `prefix`, such as `/test`. Never in production. */
export function webTestInit(host: WebHost, prefix: string): void {
    registerTestActions(host, prefix)
}
