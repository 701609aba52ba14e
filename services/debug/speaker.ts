/*
    speaker.ts -- Who speaks, in console messages of the endpoint itself.
*/

/** The `context` of those messages. */
export const SPEAKER = 'ioto-fiber/debug'
