/*
    figures.js -- The overview: four figures with charts, the services, and what services say about themselves.
*/

import { Chart } from './chart.js'
import { byId, fillChildren, make, show } from './dom.js'
import { bytes, count, duration, megabytes, short } from './format.js'

const charts = Object.fromEntries(
    ['live', 'requests', 'memory', 'processor'].map(name => [name, new Chart(byId(`${name}-chart`))]),
)

/** The status before; null: there is none to compare with. */
let last = null

function figure(name, value, text, note) {
    show(byId(name), value === null ? '–' : text(value))
    show(byId(`${name}-note`), note)
    charts[name].add(value)
}

/** How much a counter grows in a second; null: unknown. */
function growth(read, status) {
    const elapsed = last === null ? 0 : status.uptime - last.uptime
    return elapsed > 0 ? ((read(status) - read(last)) * 1000) / elapsed : null
}

/** Shows a status. */
export function showFigures(status) {
    if (last !== null && (last.pid !== status.pid || last.uptime > status.uptime)) {
        // Another process: its counters begin anew.
        last = null
    }
    const { runtime, memory, web, cpu } = status
    const requests = growth(({ web }) => web.requests, status)
    const processor = growth(({ cpu }) => cpu.user + cpu.system, status)
    last = status

    const failed = runtime.failed === 0 ? 'none failed' : `${short(runtime.failed)} failed`
    figure('live', runtime.live, short, `${short(runtime.spawned)} started, ${failed}`)
    figure('requests', requests, short, `${short(web.requests)} in all, ${count(web.connections, 'connection')}`)
    figure('memory', memory.rss, megabytes, `heap ${megabytes(memory.heapUsed)} of ${megabytes(memory.heapTotal)} MB`)
    const longest =
        runtime.longestSlice > 0
            ? `longest ${duration(runtime.longestSlice)}`
            : `${duration(cpu.user + cpu.system)} used`
    const share = processor === null ? null : processor / 10
    figure('processor', share, short, `${short(runtime.switches)} switches, ${longest}`)
    showServices(status)
    showFacts(status)
}

/** The agent does not answer: the lines of the charts have gaps. */
export function showGap() {
    last = null
    for (const chart of Object.values(charts)) {
        chart.add(null)
    }
}

function showServices({ services, time }) {
    fillChildren(
        byId('services'),
        services,
        () => {
            const row = make('li')
            row.append(make('span', 'dot'), make('strong'), make('span', 'soft'), make('span', 'fault'))
            return row
        },
        (row, { name, state, since, restarts, error }) => {
            const [, title, note, fault] = row.children
            row.dataset.state = state
            show(title, name)
            const again =
                restarts === 0 ? '' : `, started again ${restarts === 1 ? 'once' : `${short(restarts)} times`}`
            show(note, `${state} for ${duration(time - since)}${again}`)
            show(fault, error ?? '')
        },
    )
}

/** Groups of names and values; a value may be marked as bad. */
function factsOf({ web, database, mqtt, node, pid, cpu, app }) {
    const codes = web?.codes ?? {}
    const wrong = codes.WEB_LOGIN_FAILED ?? 0
    const refused = codes.WEB_LOGIN_LOCKED ?? 0
    const locks = codes.WEB_LOCKED_OUT ?? 0
    const groups = [
        [
            'Web server',
            web && [
                ['Answered', short(web.responses['2xx'] + web.responses['3xx'])],
                ['Refused (4xx)', short(web.responses['4xx'])],
                ['Failed (5xx)', short(web.responses['5xx']), web.responses['5xx'] > 0],
                ['Received', bytes(web.bytesRead)],
                ['Sent', bytes(web.bytesWritten)],
                ['WebSockets', short(web.webSockets)],
            ],
        ],
        [
            'Logins',
            web && [
                ['Sessions', short(web.sessions)],
                ['Wrong passwords', short(wrong), wrong > 0],
                ['Locked out', short(locks), locks > 0],
                ['Refused while locked', short(refused), refused > 0],
            ],
        ],
        [
            'Database',
            database && [
                ['Items', short(database.items)],
                ['Size', bytes(database.bytes)],
                ['Journal', bytes(database.journalSize)],
                ['Written', bytes(database.written)],
                ['Commits', short(database.commits)],
                ['Saves', short(database.saves)],
            ],
        ],
        [
            'MQTT',
            mqtt && [
                ['Connection', mqtt.connected ? 'up' : 'down', !mqtt.connected],
                ['Sent', short(mqtt.sent)],
                ['Received', short(mqtt.received)],
                ['Waiting to be sent', short(mqtt.queued)],
                ['Connections so far', short(mqtt.connections)],
            ],
        ],
        [
            'Process',
            [
                ['Application', `${app.name} ${app.version}`],
                ['Profile', app.profile],
                ['Node', node.replace(/^v/, '')],
                ['Process', String(pid)],
                ['Processor time', duration(cpu.user + cpu.system)],
            ],
        ],
    ]
    return groups.filter(([, facts]) => Array.isArray(facts))
}

function showFacts(status) {
    fillChildren(
        byId('facts'),
        factsOf(status),
        () => {
            const group = make('section', 'panel')
            group.append(make('h2'), make('dl'))
            return group
        },
        (group, [title, facts]) => {
            show(group.firstChild, title)
            fillChildren(
                group.lastChild,
                facts,
                () => {
                    const fact = make('div')
                    fact.append(make('dt'), make('dd'))
                    return fact
                },
                (fact, [name, value, isBad = false]) => {
                    show(fact.firstChild, name)
                    show(fact.lastChild, value)
                    fact.lastChild.classList.toggle('bad', isBad)
                },
            )
        },
    )
}
