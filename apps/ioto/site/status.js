/*
    status.js -- Asks the agent once a second what it is doing, and shows it.
*/

const period = 1000
const kept = 120

/** Past values of each chart, newest last. */
const history = { live: [], rate: [], memory: [], switches: [] }
let last = null

const byId = id => document.getElementById(id)
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

function show(id, text) {
    const element = byId(id)
    if (element.textContent !== text) {
        element.textContent = text
    }
}

function draw(name, value) {
    const values = history[name]
    values.push(value)
    if (values.length > kept) {
        values.shift()
    }
    const most = Math.max(...values, 1)
    const points = values.map((y, i) => `${(120 * i) / Math.max(values.length - 1, 1)},${30 - (28 * y) / most}`)
    const line = `M${points.join('L')}`
    byId(`${name}-chart`).innerHTML = `<path class="area" d="${line}L120,32L0,32Z"/><path d="${line}"/>`
}

function duration(ms) {
    const s = Math.floor(ms / 1000)
    const parts = [
        [86400, 'd'],
        [3600, 'h'],
        [60, 'min'],
    ]
    for (const [unit, name] of parts) {
        if (s >= unit) {
            return `${Math.floor(s / unit)} ${name}`
        }
    }
    return ms < 1000 ? `${Math.max(Math.round(ms), 0)} ms` : `${s} s`
}

/** Figures per second since the answer before. */
function rate(now, then, elapsed) {
    return elapsed > 0 ? Math.max(0, ((now - then) * 1000) / elapsed) : 0
}

function render(status) {
    const { runtime, memory, web } = status
    const elapsed = last === null ? 0 : status.uptime - last.uptime
    const before = last ?? status
    const requests = rate(web.requests, before.web.requests, elapsed)
    const switches = rate(runtime.switches, before.runtime.switches, elapsed)
    last = status

    show('version', status.version)
    show('about', `Node ${status.node}, process ${status.pid}, running for ${duration(status.uptime)}`)
    show('live', whole.format(runtime.live))
    show('fibers-note', `${short.format(runtime.spawned)} started, ${runtime.failed} failed, ${short.format(runtime.timers)} timers`)
    show('rate', requests < 10 ? requests.toFixed(1) : short.format(requests))
    show('requests-note', `${short.format(web.requests)} in all, ${web.connections} connections`)
    show('memory', (memory.rss / 1e6).toFixed(0))
    show('memory-note', `heap ${(memory.heapUsed / 1e6).toFixed(1)} of ${(memory.heapTotal / 1e6).toFixed(1)} MB`)
    show('switches', short.format(switches))
    show('switches-note', `longest held: ${runtime.longestSlice === 0 ? 'none over the limit' : duration(runtime.longestSlice)}`)
    draw('live', runtime.live)
    draw('rate', requests)
    draw('memory', memory.rss / 1e6)
    draw('switches', switches)

    const rows = status.fibers.map(fiber => {
        const row = document.createElement('tr')
        const cells = [
            [fiber.id, 'number'],
            [fiber.name],
            [fiber.state],
            [fiber.waitsFor ?? ''],
            [fiber.waitsFor === null ? '' : duration(fiber.waiting), 'number'],
            [fiber.parent === 0 ? '' : fiber.parent, 'number'],
        ]
        for (const [text, kind] of cells) {
            const cell = document.createElement('td')
            cell.textContent = String(text)
            if (kind) {
                cell.className = kind
            }
            row.append(cell)
        }
        return row
    })
    byId('list').replaceChildren(...rows)
}

function link(state, text) {
    byId('link').dataset.state = state
    show('link', text)
}

async function look() {
    try {
        const response = await fetch('/api/status', { signal: AbortSignal.timeout(5000) })
        if (!response.ok) {
            throw new Error(`the agent answered ${response.status}`)
        }
        render(await response.json())
        link('live', 'live')
    } catch (error) {
        last = null
        link('lost', 'no answer')
        show('about', `Cannot reach the agent: ${error.message}. Trying again`)
    }
    setTimeout(look, document.hidden ? 5 * period : period)
}

look()
