/*
    log-view.js -- The latest lines of the log, as they come.
*/

import { ask } from './ask.js'
import { byId, make, show } from './dom.js'

/** Lines that are kept here. */
const most = 1000

const list = byId('lines')
const filter = byId('log-filter')
const level = byId('level')
const pause = byId('log-pause')
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })

/** Types that a level collects. */
const levels = { 'fatal,error': 'error', 'error,info': 'info', 'error,info,trace': 'trace', all: 'debug' }

let isPaused = false
let waiting = []

/** The stream begins: what is there comes again. */
export function beginLog() {
    waiting = []
    list.replaceChildren()
}

/** Shows what is new. */
export function showLog({ types, lines }) {
    level.value = levels[types] ?? ''
    if (isPaused) {
        waiting = [...waiting, ...lines].slice(-most)
        show(pause, `Go on (${waiting.length})`)
    } else {
        add(lines)
    }
}

function add(lines) {
    // Who has scrolled up reads; who is at the end follows.
    const follows = list.scrollHeight - list.scrollTop - list.clientHeight < 40
    list.append(...lines.map(makeLine))
    while (list.children.length > most) {
        list.firstChild.remove()
    }
    if (follows) {
        list.scrollTop = list.scrollHeight
    }
}

function makeLine(line) {
    const element = make('li')
    element.dataset.type = line.type
    const when = element.appendChild(make('time', '', time.format(line.time)))
    when.title = day.format(line.time)
    element.append(make('b', '', line.type), make('i', '', line.source), make('span', '', line.message))
    element.hidden = !fits(element)
    return element
}

function fits(element) {
    return element.textContent.toLowerCase().includes(filter.value.trim().toLowerCase())
}

filter.oninput = () => {
    for (const element of list.children) {
        element.hidden = !fits(element)
    }
    list.scrollTop = list.scrollHeight
}

level.onchange = async () => {
    try {
        await ask('api/log/level', { level: level.value })
    } catch (error) {
        show(byId('log-note'), error.message)
    }
}

pause.onclick = () => {
    isPaused = !isPaused
    pause.setAttribute('aria-pressed', String(isPaused))
    show(pause, isPaused ? 'Go on' : 'Pause')
    if (!isPaused) {
        add(waiting)
        waiting = []
    }
}

/** It was hidden, where nothing scrolls. */
export function showEnd() {
    list.scrollTop = list.scrollHeight
}
