/*
    item-form.js -- The form of one item: a field for each that the model lets people fill in.
*/

import { byId, make } from './dom.js'

const holder = byId('fields')

/** Shows an item of a model; null: a new one. */
export function fillForm(model, item) {
    byId('item-title').textContent = item === null ? `New ${model.name}` : `${model.name} ${titleOf(model, item)}`
    byId('remove').hidden = item === null
    holder.replaceChildren(...model.fields.map(field => makeField(field, item?.[field.name], item !== null)))
    byId('item').hidden = false
}

/** What people know an item by. */
function titleOf({ fields }, item) {
    const names = ['name', 'username', 'key', 'id', ...fields.map(({ name }) => name)]
    const name = names.find(each => item[each] !== undefined)
    return name === undefined ? '' : String(item[name])
}

function makeField({ name, type, required, enums }, value, isKnown) {
    const label = make('label', `field ${type ?? ''}`)
    label.append(make('span', '', name))
    const input = makeInput(type, enums)
    input.name = name
    input.dataset.kind = enums === null ? (type ?? 'any') : 'string'
    if (type === 'boolean') {
        input.checked = value === true
    } else {
        input.value = value === undefined ? '' : textOf(value, type)
        input.required = required
    }
    if (type === 'password') {
        input.autocomplete = 'new-password'
        input.placeholder = isKnown ? 'stays as it is' : ''
        input.required = !isKnown
    }
    label.append(input)
    return label
}

function makeInput(type, enums) {
    if (enums !== null) {
        const select = make('select')
        select.append(...['', ...enums].map(each => new Option(each, each)))
        return select
    }
    if (type === 'object' || type === 'array') {
        const area = make('textarea')
        area.rows = 4
        area.spellcheck = false
        return area
    }
    const input = make('input')
    input.autocomplete = 'off'
    input.type = type === 'boolean' ? 'checkbox' : type === 'password' ? 'password' : 'text'
    if (type === 'number') {
        input.inputMode = 'decimal'
    }
    return input
}

function textOf(value, type) {
    if (typeof value === 'string' && type !== 'object' && type !== 'array') {
        return value
    }
    return JSON.stringify(value, null, 4)
}

/** What is filled in. Fields that are empty are left out. Throws where something is no JSON, or no number. */
export function readForm() {
    const found = {}
    for (const input of holder.querySelectorAll('[name]')) {
        const { name, value } = input
        const { kind } = input.dataset
        if (kind === 'boolean') {
            found[name] = input.checked
        } else if (value !== '') {
            found[name] = valueIn(name, value, kind)
        }
    }
    return found
}

function valueIn(name, text, kind) {
    if (kind === 'number') {
        const number = Number(text)
        if (Number.isNaN(number)) {
            throw new Error(`${name} is ${text}, wanted a number`)
        }
        return number
    }
    if (kind === 'object' || kind === 'array') {
        try {
            return JSON.parse(text)
        } catch (error) {
            throw new Error(`${name} is no JSON: ${error.message}`)
        }
    }
    return text
}
