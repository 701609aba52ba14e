/*
    tabs.js -- One part of the page at a time, the one that the address names.
*/

import { byId } from './dom.js'

const links = [...byId('tabs').children]
const views = [...document.querySelectorAll('[data-view]')]
const listeners = []

/** The part that is shown. */
export let view = ''

/** Calls `listener` with the name of each part that is shown from now on. */
export function onView(listener) {
    listeners.push(listener)
}

function choose() {
    const wanted = location.hash.slice(1)
    const next = views.some(({ dataset }) => dataset.view === wanted) ? wanted : 'overview'
    for (const element of views) {
        element.hidden = element.dataset.view !== next
    }
    for (const link of links) {
        if (link.hash === `#${next}`) {
            link.setAttribute('aria-current', 'page')
            link.scrollIntoView({ block: 'nearest', inline: 'nearest' })
        } else {
            link.removeAttribute('aria-current')
        }
    }
    if (next !== view) {
        view = next
        for (const listener of listeners) {
            listener(next)
        }
    }
}

addEventListener('hashchange', choose)
choose()
