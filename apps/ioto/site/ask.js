/*
    ask.js -- Requests to the agent.
*/

/** The agent answers, but not with what was asked for. */
export class Refusal extends Error {
    constructor(message, status, retryAfter = null) {
        super(message)
        this.status = status
        /** Seconds until it may be tried again; null: the agent does not say. */
        this.retryAfter = retryAfter
    }
}

/** Throws what the agent says where it does not answer with success. */
export async function checked(response) {
    if (!response.ok) {
        const text = (await response.text()).trim()
        const after = Number(response.headers.get('Retry-After') ?? Number.NaN)
        const message = text === '' ? `The agent answers with status ${response.status}` : text
        throw new Refusal(message, response.status, Number.isNaN(after) ? null : after)
    }
    return response
}

/** The JSON at a path; with an object, the answer to that. */
export async function ask(path, object) {
    const init = object && {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(object),
    }
    const response = await fetch(path, { cache: 'no-store', ...init })
    return (await checked(response)).json()
}
