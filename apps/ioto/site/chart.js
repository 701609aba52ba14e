/*
    chart.js -- A line of the last two minutes, the newest value at the right edge.
*/

/** Values that are kept. */
const most = 120

/** While there are fewer values than this they do not fill the width. */
const least = 20

/** Of the viewBox. */
const width = 120
const height = 40

/** How far up the highest value is drawn: the line should not stick to the edge. */
const top = 5

function path(className) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    element.setAttribute('class', className)
    return element
}

/** A chart in an empty `svg` element. */
export class Chart {
    #values = []
    #line = path('line')
    #area = path('area')

    constructor(svg) {
        svg.append(this.#area, this.#line)
    }

    /** Adds a value; null: there is none, and the line has a gap. */
    add(value) {
        this.#values.push(value)
        if (this.#values.length > most) {
            this.#values.shift()
        }
        this.#draw()
    }

    #draw() {
        const highest = Math.max(...this.#values, 0) || 1
        const step = width / (Math.max(this.#values.length, least) - 1)
        const left = width - step * (this.#values.length - 1)
        let line = ''
        let area = ''
        for (const { start, values } of stretches(this.#values)) {
            const x = i => (left + step * i).toFixed(2)
            const points = values.map((value, i) => `${x(start + i)},${height - ((height - top) * value) / highest}`)
            if (points.length === 1) {
                // A line without length would not be drawn.
                points.unshift(points[0].replace(/^[^,]*/, x(start - 0.5)))
            }
            const run = points.join('L')
            line += `M${run}`
            area += `M${run}L${x(start + values.length - 1)},${height}L${points[0].split(',')[0]},${height}Z`
        }
        this.#line.setAttribute('d', line)
        this.#area.setAttribute('d', area)
    }
}

/** The values between gaps, and where they begin. */
function stretches(values) {
    const found = []
    values.forEach((value, i) => {
        if (value === null) {
            return
        }
        if (i === 0 || values[i - 1] === null) {
            found.push({ start: i, values: [] })
        }
        found[found.length - 1].values.push(value)
    })
    return found
}
